// For students' notebooks in JupyterLab, as webpack's module federation would load it, without a build: the "Hand in" button, and names that
// a screen reader reads, of figures (the cell's "alt") and of code cells.
(() => {
  const name = "learn-rl-students";
  let shared; // what JupyterLab shares with extensions

  const load = async (module) => (await Object.values(shared[module])[0].get())();

  const plugin = async () => {
    const { INotebookTracker } = await load("@jupyterlab/notebook");
    const { Dialog, ToolbarButton, showDialog } = await load("@jupyterlab/apputils");
    const { Widget } = await load("@lumino/widgets");
    const { ServerConnection } = await load("@jupyterlab/services");

    const ask = async (body) => {
      const settings = ServerConnection.makeSettings();
      const init = body ? { method: "POST", body: JSON.stringify(body) } : {};
      const response = await ServerConnection.makeRequest(settings.baseUrl + "course/hand-in", init, settings);
      return response.json();
    };

    const box = () => {
      const node = document.createElement("div");
      node.style.maxWidth = "36em";
      return node;
    };

    // A form as the body of a dialog; JupyterLab's dialogs ask a body for its value.
    const form = (student) => {
      const node = box();
      node.innerHTML =
        '<label>Your name for the grade book<br><input name="student" class="jp-mod-styled" style="width: 24em"></label>' +
        "<p></p><label>Is a test wrong? Say which one, and why. Your instructor reads it. (Most often, leave this empty.)<br>" +
        '<textarea name="remark" class="jp-mod-styled" rows="3" style="width: 24em; height: auto"></textarea></label>';
      const [name, remark] = node.querySelectorAll("input, textarea");
      name.value = student;
      const body = new Widget({ node });
      body.getValue = () => ({ student: name.value, remark: remark.value });
      return body;
    };

    const list = (lines) => {
      const node = box();
      for (const line of lines) {
        node.appendChild(document.createElement("p")).textContent = line;
      }
      return new Widget({ node });
    };

    const handIn = async (panel) => {
      await panel.context.save();
      const { student } = await ask();
      const asked = await showDialog({
        title: "Hand in this part",
        body: form(student),
        buttons: [Dialog.cancelButton(), Dialog.okButton({ label: "Hand in" })],
        focusNodeSelector: "input",
      });
      if (!asked.button.accept) return;
      const said = await ask({ path: panel.context.path, ...asked.value });
      await showDialog({
        title: said.error ? "Not handed in" : "Handed in",
        body: list(said.error ? [said.error] : said.lines),
        buttons: [Dialog.okButton({ label: "Close" })],
      });
    };

    const nameWhatIsSeen = (panel) => {
      for (const cell of panel.content.widgets) {
        const alt = cell.model.getMetadata("alt");
        for (const image of cell.node.querySelectorAll(".jp-OutputArea img:not([alt])")) {
          image.alt = alt ?? "A figure without a description";
        }
        const graded = cell.model.getMetadata("nbgrader")?.grade_id;
        for (const editor of cell.node.querySelectorAll(".cm-content:not([aria-label])")) {
          editor.setAttribute("aria-label", graded ? `Cell ${graded}` : "Cell");
        }
      }
    };

    return {
      id: `${name}:plugin`,
      autoStart: true,
      requires: [INotebookTracker],
      activate: (app, tracker) => {
        const command = "course:hand-in";
        app.commands.addCommand(command, {
          label: "Hand In This Part",
          isEnabled: () => tracker.currentWidget !== null,
          execute: () => handIn(tracker.currentWidget),
        });
        tracker.widgetAdded.connect((_, panel) => {
          const button = new ToolbarButton({
            label: "Hand in",
            tooltip: "Save this part, and hand it in",
            onClick: () => handIn(panel),
          });
          panel.toolbar.insertItem(10, "hand-in", button);
          const seen = new MutationObserver(() => nameWhatIsSeen(panel));
          seen.observe(panel.content.node, { childList: true, subtree: true });
          panel.disposed.connect(() => seen.disconnect());
        });
      },
    };
  };

  window._JUPYTERLAB = window._JUPYTERLAB || {};
  window._JUPYTERLAB[name] = {
    init: (scope) => {
      shared = scope;
    },
    get: async () => {
      const made = await plugin();
      return () => ({ __esModule: true, default: made });
    },
  };
})();
