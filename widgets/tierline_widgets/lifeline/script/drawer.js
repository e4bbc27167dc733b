// This browser's own store, for what is on its way to the engine. A browser may refuse it, by setting or for
// want of room: then nothing is kept, and nothing fails. What nobody came back for is forgotten in time.

const OURS = "tierline.";
const KEPT = 30 * 24 * 3600 * 1000; // milliseconds

/** Make a drawer over a `Storage`. */
export function makeDrawer(store = () => window.localStorage) {
  function attempt(act, otherwise = null) {
    try {
      return act(store());
    } catch (error) {
      console.warn(error);
      return otherwise;
    }
  }

  const names = (start) => attempt((held) => {
    const all = Array.from({ length: held.length }, (_none, place) => held.key(place));
    return all.filter((name) => name.startsWith(start));
  }, []);

  /** Forget all that is older than 30 days or does not tell, of whatever scenario. */
  function forgetOld() {
    for (const name of names(OURS)) attempt((held) => isOld(held.getItem(name)) && held.removeItem(name));
  }

  return {
    /** Keep a text under a name; tells whether that was possible. */
    put: (name, text) => attempt((held) => (held.setItem(name, text), true), false),
    /** The text under a name, or null. */
    get: (name) => attempt((held) => held.getItem(name)),
    /** Take a text away, unless another one lies there by now. */
    drop: (name, text) => void attempt((held) => held.getItem(name) === text && held.removeItem(name)),
    /** The names that begin so. */
    names,
    forgetOld,
  };
}

// by its `at`; a clock may have been put right since, so that it lies ahead
function isOld(text) {
  try {
    return !(Math.abs(Date.now() - JSON.parse(text).at) <= KEPT);
  } catch {
    return true;
  }
}
