import { beforeEach, expect, it, vi } from "vitest";
import { noteAnswered, noteSent } from "../sent";
import { find, fire, open, type } from "./page";

const reload = vi.fn();
const comeBack = (persisted = true) => fire(window, "pageshow", { persisted });
const send = () => fire(find("form"), "submit");

beforeEach(async () => {
  reload.mockClear();
  vi.stubGlobal("location", { ...location, reload });
  noteAnswered();
  await open('<form method="post"><textarea>avant</textarea><button>Voter</button></form>', {});
});

it("asks again for a page that is shown as it was kept, once something was sent", () => {
  comeBack();
  expect(reload).not.toHaveBeenCalled();
  send();
  comeBack(false);
  expect(reload).not.toHaveBeenCalled();
  comeBack();
  expect(reload).toHaveBeenCalledOnce();
});

it("does so too when htmx sent it and the answer is another page", () => {
  noteSent();
  comeBack();
  expect(reload).toHaveBeenCalledOnce();
});

it("leaves a page that shows the answer, one that only searches, and one where somebody writes", () => {
  noteSent();
  noteAnswered();
  find<HTMLFormElement>("form").method = "get";
  send();
  comeBack();
  noteSent();
  type(find<HTMLTextAreaElement>("textarea"), "après");
  comeBack();
  expect(reload).not.toHaveBeenCalled();
});
