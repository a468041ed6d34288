// Question before a turn while the one before it still goes on: wait for it, or stop it.

import { actionButton, el } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { cancelRun } from '../lib/run_client.js';
import { isLive, runStore } from '../lib/run_store.js';

export class TurnConflict {
  /** `send()` presses the button once more. */
  constructor({ send }) {
    this.send = send;
    this.awaited = ''; // the id of the run that is waited for
    this.root = el('div', { class: 'confirm', role: 'alertdialog', 'aria-label': t('card.chat.coming'), hidden: true });
  }

  ask(run) {
    this.root.replaceChildren(el('p', {}, t('card.chat.coming')), el('div', { class: 'actions' },
      actionButton(t('card.chat.wait'), () => this.wait(run)),
      actionButton(t('card.chat.stop_it'), () => this.stopAndSend(run)),
      this.dismissButton()));
    this.root.hidden = false;
    this.root.querySelector('button').focus();
  }

  dismissButton() {
    return actionButton(t('card.chat.not_yet'), () => this.dismiss(), { class: 'button-quiet' });
  }

  dismiss() {
    this.awaited = '';
    this.root.hidden = true;
  }

  wait(run) {
    this.awaited = run.id;
    this.root.replaceChildren(el('p', { role: 'status' }, t('card.chat.waiting')), this.dismissButton());
    this.update(runStore.get(run.id));
  }

  /** Sends the turn when the one that is waited for is done; says so when it came to nothing. */
  update(run) {
    if (run.id !== this.awaited || isLive(run)) return;
    this.dismiss();
    if (run.state === 'done') {
      this.send();
      return;
    }
    this.root.replaceChildren(el('p', { role: 'status' }, t('card.chat.waited')));
    this.root.hidden = false;
  }

  async stopAndSend(run) {
    this.dismiss();
    await cancelRun(run.id).catch(() => {}); // the server refuses the turn where that did not help
    this.send();
  }
}
