/**
 * What every page loads. A behaviour is a Stimulus controller, one a file; a page says what it uses with
 * data-controller="name". Those of behaviours/lazy/ are fetched by the pages that need them.
 */
import { Application, Controller } from "@hotwired/stimulus";
import behaviours from "behaviours"; // all files of behaviours/, found by build.mjs
import "./htmx";
import { sweepDrafts } from "./drafts";
import { checkKeptPage } from "./kept-page";
import { startLive } from "./live";
import { followNotifications } from "./notifications";
import { installServiceWorker } from "./service-worker-client";

// A page that answers a form is, from now on, that form's address: going back to it does not ask to send again.
history.replaceState(history.state, "", location.href);
sweepDrafts();
void checkKeptPage();
const application = new Application();
for (const [name, behaviour] of Object.entries(behaviours)) application.register(name, behaviour);
Object.assign(window, { Stimulus: { Controller } }); // see stimulus.ts
void application.start();
startLive();
followNotifications();
installServiceWorker();
// What was just saved is said aloud: a live region is read when it changes, not as it arrives with its page.
const messages = document.getElementById("messages");
setTimeout(() => messages?.append(...messages.children), 300);
