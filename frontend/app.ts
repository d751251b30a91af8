/**
 * What every page loads. A behaviour is a Stimulus controller, one a file; a page says what it uses with
 * data-controller="name". Those of behaviours/lazy/ are fetched by the pages that need them.
 */
import { Application, Controller } from "@hotwired/stimulus";
import "./htmx";
import Autofocus from "./behaviours/autofocus";
import Autosize from "./behaviours/autosize";
import BulkSelection from "./behaviours/bulk-selection";
import Combobox from "./behaviours/combobox";
import Copy from "./behaviours/copy";
import Counter from "./behaviours/counter";
import Draft from "./behaviours/draft";
import DraftSent from "./behaviours/draft-sent";
import Drawer from "./behaviours/drawer";
import Inbox from "./behaviours/inbox";
import Lazy from "./behaviours/lazy";
import LiveRefresh from "./behaviours/live-refresh";
import Menu from "./behaviours/menu";
import Password from "./behaviours/password";
import ResetOnLeave from "./behaviours/reset-on-leave";
import Share from "./behaviours/share";
import SignOut from "./behaviours/sign-out";
import SubmitOnce from "./behaviours/submit-once";
import UploadProgress from "./behaviours/upload-progress";
import Video from "./behaviours/video";
import { startLive } from "./live";
import { followNotifications } from "./notifications";
import { installServiceWorker } from "./service-worker-client";

const behaviours = {
  autofocus: Autofocus,
  autosize: Autosize,
  "bulk-selection": BulkSelection,
  combobox: Combobox,
  copy: Copy,
  counter: Counter,
  draft: Draft,
  "draft-sent": DraftSent,
  drawer: Drawer,
  inbox: Inbox,
  lazy: Lazy,
  "live-refresh": LiveRefresh,
  menu: Menu,
  password: Password,
  "reset-on-leave": ResetOnLeave,
  share: Share,
  "sign-out": SignOut,
  "submit-once": SubmitOnce,
  "upload-progress": UploadProgress,
  video: Video,
};

const application = new Application();
for (const [name, behaviour] of Object.entries(behaviours)) application.register(name, behaviour);
Object.assign(window, { Stimulus: { Controller } }); // see stimulus.ts
void application.start();
startLive();
followNotifications();
installServiceWorker();
