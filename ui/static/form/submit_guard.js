// A press that costs money is one person's one gesture: no key held down, no second half of a double click, no
// answer to a question that nobody can have read yet.

const READ = 1000; // ms that a question stands before a press answers it
const FORM = '.ask-form, .ask-composer'; // what holds the button and what is said of a press
const spoken = new WeakMap(); // by form: when its message was last set
const shown = (selector) => [...document.querySelectorAll(selector)].find((one) => one.offsetParent);

function asked(form) {
  return Boolean(form.querySelector('.ask-again :is(textarea, input)')?.value);
}

function accepted(button) {
  const form = button.closest(FORM);
  return !form || !asked(form) || performance.now() - (spoken.get(form) ?? -Infinity) >= READ;
}

document.addEventListener('click', (event) => {
  const button = event.target.closest?.('.ask-run');
  if (!button || !event.isTrusted || (event.detail <= 1 && accepted(button))) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);

document.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.isComposing) return;
  if (event.repeat && event.target.closest?.('button')) event.preventDefault();
  if ((!event.ctrlKey && !event.metaKey) || document.querySelector('dialog[open]')) return;
  const button = shown('.ask-run');
  if (!button) return;
  event.preventDefault();
  if (!event.repeat && accepted(button)) button.click();
}, true);

// The message answers a press: it goes when the form is touched. Where the plan refuses in the same words, they
// are said once.
function touched(event) {
  const form = event.target.closest?.(FORM);
  form?.querySelectorAll('.ask-message').forEach((message) => message.setAttribute('data-old', ''));
  if (form) once(form);
}

for (const name of ['input', 'change']) document.addEventListener(name, touched);
document.addEventListener('click', (event) => event.target.closest?.('[role=option]') && touched(event), true);

function once(form) {
  const [plan, message] = ['.ask-plan', '.ask-message'].map((part) => form.querySelector(part));
  if (!plan || !message) return;
  const [planned, said] = [plan, message].map((part) => part.querySelector('p')?.textContent.trim());
  const same = Boolean(said) && planned === said;
  plan.toggleAttribute('data-said', same && !message.hasAttribute('data-old'));
}

// Called with the inside of a plan or a message, which Gradio sets.
export function hear(element) {
  const form = element.closest(FORM);
  const message = element.closest('.ask-message');
  if (!form) return;
  new MutationObserver(() => {
    if (message) {
      spoken.set(form, performance.now());
      form.querySelectorAll('.ask-message').forEach((one) => one.removeAttribute('data-old'));
      if (message.textContent.trim()) message.dispatchEvent(new CustomEvent('easel-said', { bubbles: true }));
    }
    once(form);
  }).observe(element, { childList: true, characterData: true, subtree: true });
}
