// What makes the pages quicker where there are scripts. Without them everything works by links and forms alone.
"use strict";
(() => {
  // The count of unread messages, live.
  const unread = document.querySelector("[data-watch]");
  if (unread && "EventSource" in window) {
    const watch = new EventSource(unread.dataset.watch);
    watch.onmessage = (event) => {
      const { unreadCount } = JSON.parse(event.data);
      unread.querySelector("#unread-count").textContent = unreadCount;
      unread.hidden = !unreadCount;
    };
    addEventListener("pagehide", () => watch.close());
  }

  // A form is sent once, however often its button is pressed.
  addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "yes";
    // Back by the history: it may be sent again.
    addEventListener("pageshow", () => delete form.dataset.sent, { once: true });
  });

  // What was typed and not sent is kept in this browser's tab until it was, and offered again.
  const kept = (form) => `kept:${location.pathname}:${form.dataset.keep}`;
  for (const form of document.querySelectorAll("form[data-keep]")) {
    const fields = () => [...form.elements].filter((it) => it.name && !["hidden", "file", "password", "submit"].includes(it.type));
    const read = () => JSON.stringify(fields().map((it) => [it.name, it.value, it.checked === true]));
    const before = read();
    const old = sessionStorage.getItem(kept(form));
    if (old && old !== before) {
      const note = document.createElement("div");
      note.className = "notice notice--warn";
      note.setAttribute("role", "status");
      note.innerHTML = '<p>Ada isian di halaman ini yang belum terkirim. <button type="button" class="link-button">Kembalikan isian itu</button></p>';
      note.querySelector("button").onclick = () => {
        JSON.parse(old).forEach(([name, value, checked], at) => {
          const field = fields()[at];
          if (!field || field.name !== name) return;
          if ("checked" in field && ["radio", "checkbox"].includes(field.type)) field.checked = checked;
          else field.value = value;
        });
        note.remove();
      };
      // Not form.before: where a field is called so, that is the field.
      form.insertAdjacentElement("beforebegin", note);
    }
    form.addEventListener("input", () => sessionStorage.setItem(kept(form), read()));
    form.addEventListener("submit", () => sessionStorage.removeItem(kept(form)));
  }

  // A part of a page that changes while someone looks at it: with each event it is read again (hx-get, hx-trigger="live").
  for (const part of document.querySelectorAll("[data-live]")) {
    if (!window.EventSource || !window.htmx) continue;
    const watch = new EventSource(part.dataset.live);
    watch.onmessage = () => htmx.trigger(part, "live");
    addEventListener("pagehide", () => watch.close());
  }

  // Where a part of a page could not be read or saved, its place says so.
  for (const failure of ["htmx:sendError", "htmx:responseError"]) {
    document.addEventListener(failure, ({ detail }) => {
      const words = detail.target?.dataset.failed;
      if (words) detail.target.textContent = words;
    });
  }

  // What can only be done by a script is shown where there are scripts.
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.onclick = () => print();
  }

  // The summary of mistakes is read out and leads to the fields.
  document.querySelector(".error-summary")?.focus();

  // Files: how much of them is on its way.
  for (const form of document.querySelectorAll("form[data-upload]")) {
    form.addEventListener("submit", (event) => {
      const file = form.querySelector("input[type=file]");
      if (!file?.files.length || !window.FormData) return;
      event.preventDefault();
      const progress = form.querySelector("progress") ?? form.appendChild(document.createElement("progress"));
      progress.setAttribute("aria-label", "Kemajuan pengunggahan");
      progress.hidden = false;
      progress.max = 1;
      const sending = new XMLHttpRequest();
      sending.upload.onprogress = ({ loaded, total }) => (progress.value = total ? loaded / total : 0);
      sending.onload = () => {
        // The page that answers, as a form without scripts would show it.
        if (sending.responseURL && sending.status < 400) return location.assign(sending.responseURL);
        document.open();
        document.write(sending.responseText);
        document.close();
      };
      sending.onerror = () => {
        progress.hidden = true;
        delete form.dataset.sent;
        const note = form.querySelector(".upload-failed") ?? form.appendChild(document.createElement("p"));
        note.className = "error upload-failed";
        note.setAttribute("role", "alert");
        note.textContent = "Berkas belum terkirim: sambungan terputus. Coba lagi.";
      };
      sending.open("POST", form.action);
      sending.send(new FormData(form, event.submitter));
    });
  }

  // A file dropped anywhere on the form is chosen and sent.
  for (const form of document.querySelectorAll("form[data-drop]")) {
    form.addEventListener("dragover", (event) => event.preventDefault());
    form.addEventListener("drop", (event) => {
      event.preventDefault();
      if (!event.dataTransfer?.files.length) return;
      form.querySelector("input[type=file]").files = event.dataTransfer.files;
      form.requestSubmit();
    });
  }

  // Lists of rows by keyboard: j and k go to the next and previous row, 1 to 9 choose in it.
  for (const list of document.querySelectorAll("[data-keys]")) {
    const rows = [...list.querySelectorAll(".row")];
    const current = () => rows.findIndex((it) => it.contains(document.activeElement));
    const go = (at) => rows[Math.max(0, Math.min(rows.length - 1, at))]?.querySelector("input, textarea, select")?.focus();
    list.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || ["TEXTAREA"].includes(event.target.tagName) || event.target.type === "text") return;
      if (event.key === "j") go(current() + 1);
      else if (event.key === "k") go(current() - 1);
      else if (/^[1-9]$/.test(event.key)) rows[current()]?.querySelectorAll("input[type=radio]")[Number(event.key) - 1]?.click();
      else return;
      event.preventDefault();
    });
  }
})();
