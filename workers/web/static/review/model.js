// The dossier as the server has it, with what this person decided since laid over it.
import { read } from "./values.js";

/**
 * @typedef {{state: string, value?: string, why?: string, page?: number, box?: number[]}} Decision
 */
export class Model {
  /** @param {any} state as the server sends it */
  constructor(state) {
    /** Decisions that the server has not answered yet, by key. @type {Map<string, Decision>} */
    this.waiting = new Map();
    /** The order of fields, which stays while the dossier is open. @type {Map<string, string[]>} */
    this.orders = new Map();
    /** Absent fields that somebody wants to fill. @type {Set<string>} */
    this.opened = new Set();
    /** Fields as they were before anybody decided, as far as this page saw them. @type {Map<string, any>} */
    this.untouched = new Map();
    this.update(state);
  }

  /** @param {any} state */
  update(state) {
    if (state.record !== this.state?.record) this.untouched.clear();
    this.state = state;
    state.documents.forEach((document, index) => {
      for (const field of document.fields) if (!field.decided) this.untouched.set(this.key(index, field.name), field);
    });
    this.types = new Map(state.types.map((each) => [each.name, each]));
  }

  get pages() {
    return this.state.pages;
  }

  get documents() {
    return this.state.documents;
  }

  key(index, name) {
    return `${index} ${name}`;
  }

  /** A field as it is now, decisions on their way included; made up of its declaration where the record has none. */
  field(index, name) {
    const document = this.documents[index];
    const kept = document?.fields.find((each) => each.name === name) ?? this.blank(document, name);
    const decision = this.waiting.get(this.key(index, name));
    if (!decision) {
      // What somebody could not read, or did not find, has no value, whatever the machine made of it.
      const shown = kept.decided && kept.state !== "found" ? "" : kept.shown;
      return { ...kept, shown, doubtful: kept.doubtful && !kept.decided };
    }
    if (decision.state === "as-read") return { ...(this.untouched.get(this.key(index, name)) ?? kept), decided: null };
    const value = decision.state === "found" ? decision.value : null;
    const at = decision.box ? { page: decision.page, box: decision.box } : {};
    const decided = { by: "", at: "", why: decision.why ?? null };
    return { ...kept, ...at, value, shown: read(value, kept.kind), state: decision.state, doubtful: false, decided };
  }

  blank(document, name) {
    const spec = this.declared(document, name);
    return {
      name,
      label: spec?.label ?? name,
      kind: spec?.type ?? "text",
      required: false,
      text: null,
      value: null,
      shown: "",
      state: "absent",
      confidence: null,
      threshold: null,
      doubtful: false,
      why: [],
      checks: [],
      page: null,
      box: null,
      handwritten: false,
      source: "",
      decided: null,
      candidates: [],
    };
  }

  /** What the document's type says of a field; of a further one what it says of the first. */
  declared(document, name) {
    const spec = this.types.get(document?.type)?.fields.find((each) => each.name === name.split(".")[0]);
    const ordinal = name.split(".")[1];
    return spec && ordinal ? { ...spec, label: `${spec.label} ${ordinal}` } : spec;
  }

  /** Names of a document's fields that are shown, doubtful ones first; what is decided stays where it is. */
  order(index) {
    const document = this.documents[index];
    const place = `${document.type} ${document.pages.join(",")}`;
    const known = this.orders.get(place) ?? [];
    const all = [...document.fields.map((each) => each.name)];
    for (const each of this.opened) {
      const [at, name] = each.split(" ");
      if (Number(at) === index && !all.includes(name)) all.push(name);
    }
    const shown = all.filter((name) => known.includes(name) || this.opened.has(this.key(index, name)) || this.visible(index, name));
    const rank = (name) => (this.field(index, name).doubtful ? 0 : 1);
    const fresh = shown.filter((name) => !known.includes(name));
    const order = known.length
      ? [...known.filter((name) => shown.includes(name)), ...fresh]
      : fresh.map((name, at) => [rank(name), at, name]).sort((a, b) => a[0] - b[0] || a[1] - b[1]).map((each) => each[2]);
    this.orders.set(place, order);
    return order;
  }

  visible(index, name) {
    const field = this.field(index, name);
    return field.state !== "absent" || field.doubtful || Boolean(field.decided);
  }

  /** Fields that may be added: declared and not shown, and one more of those that may come again. */
  addable(index) {
    const document = this.documents[index];
    const shown = new Set(this.order(index));
    const found = [];
    for (const spec of this.types.get(document.type)?.fields ?? []) {
      if (!shown.has(spec.name)) found.push({ name: spec.name, label: spec.label });
      else if (spec.many) {
        let next = 2;
        while (shown.has(`${spec.name}.${next}`)) next += 1;
        found.push({ name: `${spec.name}.${next}`, label: `${spec.label} ${next}` });
      }
    }
    return found;
  }

  /** How many fields of a document are still to be looked at. */
  doubts(index) {
    const document = this.documents[index];
    return document.fields.filter((each) => this.field(index, each.name).doubtful).length;
  }

  get allDoubts() {
    return this.documents.reduce((sum, _, index) => sum + this.doubts(index), 0);
  }

  /** Evidence to be drawn over the pages. */
  marks(index) {
    return this.order(index)
      .map((name) => this.field(index, name))
      .filter((field) => field.box)
      .map((field) => ({
        key: this.key(index, field.name),
        label: field.label,
        page: field.page,
        box: field.box,
        doubtful: field.doubtful,
      }));
  }

  /** Where a document of this type with one of these pages is now; -1 when there is none. */
  find(type, pages) {
    return this.documents.findIndex((each) => each.type === type && each.pages.some((page) => pages.includes(page)));
  }
}
