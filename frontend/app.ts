/**
 * What every page loads. A behaviour is a Stimulus controller, one a file; a page says what it uses with
 * data-controller="name". Those of behaviours/lazy/ are fetched by the pages that need them.
 */
import { Application, Controller } from "@hotwired/stimulus";
import "./htmx";
import Autofocus from "./behaviours/autofocus";
import Autosize from "./behaviours/autosize";
import Copy from "./behaviours/copy";
import Counter from "./behaviours/counter";
import Draft from "./behaviours/draft";
import DraftSent from "./behaviours/draft-sent";
import Drawer from "./behaviours/drawer";
import Inbox from "./behaviours/inbox";
import Lazy from "./behaviours/lazy";
import Menu from "./behaviours/menu";
import Password from "./behaviours/password";
import ResetOnLeave from "./behaviours/reset-on-leave";
import Share from "./behaviours/share";
import SignOut from "./behaviours/sign-out";
import SubmitOnce from "./behaviours/submit-once";
import Video from "./behaviours/video";
import { startLive } from "./live";
import { followNotifications } from "./notifications";
import { installServiceWorker } from "./service-worker-client";

const behaviours = {
  autofocus: Autofocus,
  autosize: Autosize,
  copy: Copy,
  counter: Counter,
  draft: Draft,
  "draft-sent": DraftSent,
  drawer: Drawer,
  inbox: Inbox,
  lazy: Lazy,
  menu: Menu,
  password: Password,
  "reset-on-leave": ResetOnLeave,
  share: Share,
  "sign-out": SignOut,
  "submit-once": SubmitOnce,
  video: Video,
};

const application = new Application();
for (const [name, behaviour] of Object.entries(behaviours)) application.register(name, behaviour);
Object.assign(window, { Stimulus: { Controller } }); // see stimulus.ts
void application.start();
startLive();
followNotifications();
installServiceWorker();
