// What in a comment might say who wrote it or whom it is about. A warning, never a wall.

export type Identifying = "resident_number" | "phone" | "email" | "name";

const SURNAMES =
  "김이박최정강조윤장임한오서신권황안송류홍전고문양손배백허남심노하곽성차주우구민유나진지엄채원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국";
const TITLES =
  "주무관|사무관|서기관|부이사관|이사관|과장|팀장|국장|실장|부장|차장|계장|대리|주임|원장|본부장|센터장|청장|처장|단장|소장|위원|위원장|장관|차관|비서관|선생|박사|교수|씨|님";
// Ordinary words that look like a surname, a given name and a title.
const NOT_NAMES = /^(우리|이런|이번|저희|전체|각종|모든|신임|전임|현임|담당|선임|수석|여성|남성|하급|상급|주요|소속|해당|직속|지역|인사|기획|총무|조직)/;

const PATTERNS: [Identifying, RegExp][] = [
  ["resident_number", /(?<!\d)\d{2}(0\d|1[0-2])([0-2]\d|3[01])[-\s.]?[1-8]\d{6}(?!\d)/],
  ["phone", /(?<!\d)(\+?82[-\s.]?)?0?(1[016789]|2|[3-6][1-5]|70|50\d)[-\s.)]{0,2}\d{3,4}[-\s.]?\d{4}(?!\d)/],
  ["email", /[\w.+-]+@[\w-]+\.[\w.]+/],
  ["name", /\b(Mr|Mrs|Ms|Dr|Prof)\.?\s+[A-Z][a-z]+/],
];
const KOREAN_NAME = new RegExp(`(?<![가-힣])([${SURNAMES}][가-힣]{1,2})\\s?(?:${TITLES})(?![가-힣]{3})`, "g");

/** What a text seems to hold, each kind once. Full-width digits count as digits. */
export function findIdentifying(text: string): Identifying[] {
  const plain = text.normalize("NFKC");
  const found = new Set<Identifying>();
  for (const [kind, pattern] of PATTERNS) if (pattern.test(plain)) found.add(kind);
  for (const [, name] of plain.matchAll(KOREAN_NAME)) if (!NOT_NAMES.test(name!)) found.add("name");
  return [...found];
}
