"""Listens on the way between two programs and keeps every byte that the first sends."""

import contextlib
import socket
import threading


class Tap:
    """A port that stands for another one. `heard` has what each connection brought, in order."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._threads: list[threading.Thread] = []
        self._sockets: list[socket.socket] = []
        self.port = self._listening.getsockname()[1]
        self.heard: list[bytearray] = []
        self._begin(self._listen)

    def stop(self) -> None:
        # A thread that waits for connections does not notice that its socket is closed.
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for thread in self._threads:
            thread.join(timeout=10)
        for one in self._sockets:
            one.close()

    def _begin(self, work, *arguments) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _listen(self) -> None:
        while True:
            try:
                near, _address = self._listening.accept()
            except OSError:
                return
            self._sockets.append(near)
            kept = bytearray()
            self.heard.append(kept)
            try:
                far = socket.create_connection(("127.0.0.1", self._port), timeout=30)
            except OSError:
                self._begin(self._hear_out, near, kept)
                continue
            self._sockets.append(far)
            self._begin(self._pass_on, near, far, kept)
            self._begin(self._pass_on, far, near, bytearray())

    def _hear_out(self, source: socket.socket, kept: bytearray) -> None:
        """Where nobody stands behind: listens as long as something comes, and hangs up."""
        source.settimeout(0.3)
        with contextlib.suppress(OSError):
            while piece := source.recv(65536):
                kept += piece
        source.close()

    def _pass_on(self, source: socket.socket, target: socket.socket, kept: bytearray) -> None:
        with contextlib.suppress(OSError):
            while piece := source.recv(65536):
                kept += piece
                target.sendall(piece)
        for one in (source, target):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
