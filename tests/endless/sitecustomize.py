"""Loaded by a worker that a test starts: it then knows a job that never ends.

The job has everything running that a job of the product starts: a drawing Chromium, and the processes of a
batch of reports.
"""

import sys


class _Finder:
    """Waits for the module that registers jobs, and adds one to it."""

    def find_spec(self, name, path=None, target=None):
        if name == "survey_app.rooms":
            sys.meta_path.remove(self)
            from survey_app.ground.jobs import job

            @job("wait")
            def wait(progress, with_children=False):
                import time

                from survey_app.drawing.drawing import DRAWER
                from survey_app.reporting.making.batch import _pool

                if not with_children:
                    time.sleep(600)
                DRAWER._ready()
                with _pool(None, 1, 100) as pool:
                    pool.submit(time.sleep, 0).result()  # it has loaded what it needs
                    pool.submit(time.sleep, 600)
                    progress(1, 2, "all are running")
                    time.sleep(600)

        return


sys.meta_path.insert(0, _Finder())
