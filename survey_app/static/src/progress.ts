// Follows a job: asks its address every second and shows how far it is, until it has finished or failed.

interface State {
  done?: number;
  total?: number;
  message?: string;
  is_finished?: boolean;
  has_failed?: boolean;
  url?: string;
}

const EVERY_MS = 1000;
const SLOWEST_MS = 15000;

function show(block: HTMLElement, state: State): void {
  const bar = block.querySelector("progress");
  if (bar && state.total) {
    bar.max = state.total;
    bar.value = state.done ?? 0;
  }
  const numbers = block.querySelector("[data-progress-numbers]");
  if (numbers && state.total) numbers.textContent = `${state.done ?? 0} / ${state.total}`;
  const message = block.querySelector("[data-progress-message]");
  if (message && state.message !== undefined && message.textContent !== state.message) {
    message.textContent = state.message;
  }
  block.classList.toggle("has-failed", state.has_failed === true);
}

async function follow(block: HTMLElement): Promise<void> {
  let wait = EVERY_MS;
  for (;;) {
    try {
      const reply = await fetch(block.dataset["progress"] ?? "", { headers: { Accept: "application/json" } });
      if (!reply.ok) throw new Error(String(reply.status));
      const state = (await reply.json()) as State;
      show(block, state);
      if (state.has_failed) return;
      if (state.is_finished) {
        if (state.url) window.location.assign(state.url);
        return;
      }
      wait = EVERY_MS;
    } catch {
      wait = Math.min(wait * 2, SLOWEST_MS);
    }
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

for (const block of document.querySelectorAll<HTMLElement>("[data-progress]")) void follow(block);
