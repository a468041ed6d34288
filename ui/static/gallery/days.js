// Days under which the gallery's pictures stand.
// @ts-check

import { t } from '../lib/i18n.js';

/** @param {Date} date */
const startOfDay = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate());

/**
 * The name of a day as people say it: today, yesterday, or its date, with the year where that is another one.
 * @param {number} seconds since 1970
 * @param {number} now seconds since 1970
 */
export function dayName(seconds, now) {
  const day = startOfDay(new Date(seconds * 1000));
  const today = startOfDay(new Date(now * 1000));
  const daysAgo = Math.round((today.getTime() - day.getTime()) / 86_400_000); // a day of a clock change has 23 or 25 hours
  if (daysAgo === 0) return t('card.gallery.day.today');
  if (daysAgo === 1) return t('card.gallery.day.yesterday');
  const isThisYear = day.getFullYear() === today.getFullYear();
  return day.toLocaleDateString([navigator.language], {
    day: 'numeric', month: 'long', ...(isThisYear ? {} : { year: 'numeric' }),
  });
}
