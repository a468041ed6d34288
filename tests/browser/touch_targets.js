// The controls in reach of a finger that are smaller than 44 × 44 pixels, as text; a link inside a sentence may be.
() => {
  const CONTROLS = 'button, a[href], input, select, textarea, summary, [role=tab], [role=option], [role=slider], [role=menuitem]';
  const LEAST = 43.5;
  const scope = [...document.querySelectorAll('dialog:modal')].at(-1) || document.querySelector('.panel-form[data-open]') || document;

  const targetOf = (node) => (node.matches('input[type=radio], input[type=checkbox]') && node.closest('label')) || node;
  const isInSentence = (node) => node.matches('a') && getComputedStyle(node).display === 'inline'
    && node.parentElement.textContent.trim() !== node.textContent.trim();
  // What a pseudo-element adds to a control belongs to it.
  const isHit = (node, x, y) => {
    const hit = document.elementFromPoint(x, y);
    return Boolean(hit) && (node.contains(hit) || hit.closest('label')?.control === node);
  };

  function isSmall(node) {
    node.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
    const { x, y, width, height } = node.getBoundingClientRect();
    if (width >= LEAST && height >= LEAST) return false;
    const knob = getComputedStyle(node, '::before');
    if (node.matches('[role=slider]') && parseFloat(knob.width) >= LEAST && parseFloat(knob.height) >= LEAST) return false;
    const [middle, centre] = [x + width / 2, y + height / 2];
    if (!isHit(node, middle, centre)) return false; // it lies behind something else, or takes no press
    return ![[-21, 0], [21, 0], [0, -21], [0, 21]].every(([right, down]) => isHit(node, middle + right, centre + down));
  }

  const visible = [...scope.querySelectorAll(CONTROLS)]
    .filter((node) => node.checkVisibility({ visibilityProperty: true }) && !node.disabled).map(targetOf);
  return [...new Set(visible)].filter((node) => !isInSentence(node) && isSmall(node)).map((node) => {
    const { width, height } = node.getBoundingClientRect();
    const name = node.getAttribute('aria-label') || node.textContent.trim() || node.className;
    return `${node.tagName} "${name}" ${Math.round(width)} × ${Math.round(height)}`;
  });
}
