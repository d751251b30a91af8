/** In place of the library in the scripts that are fetched later (see build.mjs): every page has it in app.js already. */
import type { Controller as StimulusController } from "@hotwired/stimulus";

export const { Controller } = (window as unknown as { Stimulus: { Controller: typeof StimulusController } }).Stimulus;
