// A page opened inside a messenger: what is begun there can be finished only there.

import { part } from "./page";

const OTHERS = /NAVER\(inapp|\bLine\/|FBA[NV]\/|Instagram|DaumApps|everytimeApp|BAND\/|; wv\)/i;

/** Which app's own window this is: "kakaotalk", "other", or nothing for a browser. */
export function appOf(userAgent: string): string {
  if (/KAKAOTALK/i.test(userAgent)) return "kakaotalk";
  return OTHERS.test(userAgent) ? "other" : "";
}

/** Says before anything is begun how to get out of a messenger's window. */
export function warnOfApp(within: ParentNode, userAgent = navigator.userAgent): void {
  const app = appOf(userAgent);
  const note = app === "" ? null : part(`[data-in-app="${app}"]`, within);
  if (note) note.hidden = false;
}
