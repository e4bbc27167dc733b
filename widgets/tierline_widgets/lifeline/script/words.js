// Stands for the texts when a module is loaded by itself; a page's script begins with those of its languages.

export const WORDS = {};
