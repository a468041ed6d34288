// Icons of the page, each one path of a 24 × 24 grid drawn with a line.
// @ts-check

export const ICONS = {
  // three legs, the canvas, and the shelf that it stands on
  mark: 'M12 2v3M5 5h14v10H5zM3 15h18M8 15 5 22M16 15l3 7M12 15v6',
  add: 'M12 5v14M5 12h14',
  close: 'M6 6l12 12M18 6 6 18',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  unfold: 'M7 10l5 5 5-5',
  previous: 'm15 5-7 7 7 7',
  next: 'm9 5 7 7-7 7',
  forward: 'M5 12h14m-6-6 6 6-6 6',
  list: 'M4 6h16M4 12h16M4 18h10',

  light: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM12 2v2M12 20v2M4.9 4.9l1.4 1.4M17.7 17.7l1.4 1.4M2 12h2M20 12h2M4.9 19.1l1.4-1.4M17.7 6.3l1.4-1.4',
  dark: 'M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5Z',
  system: 'M3 5h18v11H3zM8 20h8M12 16v4',
  help: 'M9.2 9a2.9 2.9 0 1 1 4.3 2.6c-.9.5-1.5 1.1-1.5 2.2M12 17v.1',
  settings: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 5v4M9 15v4',
  sliders: 'M4 7h8M17 7h3M4 17h3M12 17h8M12 7a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0M7 17a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0',
  key: 'M13 9a4 4 0 1 1-8 0 4 4 0 0 1 8 0ZM12 12l8 8M17.5 17.5l2-2M14.5 14.5l2-2',
  shape: 'M4 7h16v10H4z',

  regenerate: 'M20 11a8 8 0 1 0-2.3 5.7M20 4v7h-7',
  reuse: 'M9 14 4 9l5-5M4 9h10a6 6 0 0 1 0 12h-3',
  favourite: 'm12 3.5 2.6 5.4 5.9.8-4.3 4.1 1 5.9-5.2-2.8-5.2 2.8 1-5.9L3.5 9.7l5.9-.8z',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  compare: 'M12 3v18M9 6H4v12h5M15 6h5v12h-5',
  remove: 'M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5M14 11v5',
  download: 'M12 4v11m-5-5 5 5 5-5M5 20h14',
  share: 'M12 15V4m-4 4 4-4 4 4M7 11H5v9h14v-9h-2',
  replace: 'M5 10a7.3 7.3 0 0 1 13.3-2M19 4v4.5h-4.5M19 14a7.3 7.3 0 0 1-13.3 2M5 20v-4.5h4.5',
  crop: 'M7 3v14h14M3 7h14v14',
  turnLeft: 'M4 5v5h5M4.6 10A8 8 0 1 1 4 14',
  turnRight: 'M20 5v5h-5M19.4 10A8 8 0 1 0 20 14',
  mirror: 'M12 3.5v17M9 7v10H3.5zM15 7v10h5.5z',
  marks: 'M5 19 18.5 5.5M10 5h9v9',
  brush: 'M20 4l-8.5 8.5M9.6 12.6c-2.8 0-3.9 1.9-3.9 3.8 0 1.5-.7 2.6-2 3.1 4 1 8.2-.3 8.2-4.2z',
  expand: 'M9 9h6v6H9zM4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4',
  camera: 'M4 8h3.5l1.6-2.5h5.8L16.5 8H20v11H4zM12 10a3.2 3.2 0 1 0 0 6.4 3.2 3.2 0 0 0 0-6.4z',
};
