// Figures as they are written, and points as they are typed.

import assert from "node:assert/strict";
import { test } from "node:test";

import * as numbers from "../../widgets/tierline_widgets/ruler/script/numbers.js";

test("thousands are separated and a minus is a minus", () => {
  const written = [[0, "0"], [999, "999"], [1000, "1,000"], [-1234567, "\u22121,234,567"], [9007199254740991, "9,007,199,254,740,991"]];
  for (const [value, shown] of written) assert.equal(numbers.integer(value), shown);
});

test("points have two decimals", () => {
  for (const [value, shown] of [[1, "0.01"], [6500, "65.00"], [10000, "100.00"], [-150, "\u22121.50"]]) {
    assert.equal(numbers.points(value), shown);
  }
});

test("a change has a sign, unless it is written as nothing", () => {
  for (const [shown, signed] of [["5", "+5"], ["\u22125", "\u22125"], ["0.0", "0.0"], ["\u22120.0", "0.0"]]) {
    assert.equal(numbers.signed(shown), signed);
  }
});

test("points are read as people type them", () => {
  const typed = [["66", 6600], ["66.5", 6650], [" 66.05 ", 6605], ["66,5", 6650], ["６６．５０", 6650], ["66。5", 6650], ["100", 10000], ["0.01", 1], ["7.", 700]];
  for (const [text, value] of typed) assert.equal(numbers.readPoints(text), value, text);
});

test("what cannot be a line is not read", () => {
  for (const text of ["", "abc", "66.055", "-5", "0", "0.00", "100.01", "1e2", "6 6", "١٢", "66.5.1", "<b>"]) {
    assert.equal(numbers.readPoints(text), null, text);
  }
});

test("places are filled once, and unknown ones stay", () => {
  assert.equal(numbers.fill("{a} of {b}, {c}", { a: "{b}", b: 2 }), "{b} of 2, {c}");
});
