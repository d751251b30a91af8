/** What every page loads. Each behaviour is one file; a page says what it uses with data-behaviour="name". */
import "./htmx";
import { register, start } from "./registry";
import { autosize } from "./behaviours/autosize";
import { choose } from "./behaviours/choose";
import { combobox } from "./behaviours/combobox";
import { copy } from "./behaviours/copy";
import { counter } from "./behaviours/counter";
import { dialogOpener } from "./behaviours/dialog";
import { draft } from "./behaviours/draft";
import { figures } from "./behaviours/figures";
import { focusOnArrival } from "./behaviours/focus";
import { forget } from "./behaviours/forget";
import { inbox } from "./behaviours/inbox";
import { lazyBundle } from "./behaviours/lazy";
import { menu } from "./behaviours/menu";
import { password } from "./behaviours/password";
import { preview } from "./behaviours/preview";
import { push } from "./behaviours/push";
import { share } from "./behaviours/share";
import { sheet } from "./behaviours/sheet";
import { signOut } from "./behaviours/sign-out";
import { submitOnce } from "./behaviours/submit-once";
import { uploadProgress } from "./behaviours/upload-progress";
import { uploads } from "./behaviours/uploads";
import { video } from "./behaviours/video";
import { startLive } from "./live";
import { followNotifications } from "./notifications";
import { installServiceWorker } from "./service-worker-client";

register({
  autosize,
  choose,
  combobox,
  copy,
  counter,
  "dialog-opener": dialogOpener,
  draft,
  figures,
  focus: focusOnArrival,
  forget,
  inbox,
  lazy: lazyBundle,
  menu,
  password,
  preview,
  push,
  share,
  sheet,
  "sign-out": signOut,
  "submit-once": submitOnce,
  "upload-progress": uploadProgress,
  uploads,
  video,
});
start();
startLive();
followNotifications();
installServiceWorker();
