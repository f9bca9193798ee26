/* global Redoc */
Redoc.init(
  '/openapi.json',
  {
    // The search runs in a worker from a blob: URL, which the content security policy forbids.
    disableSearch: true,
    hideDownloadButton: true,
    scrollYOffset: 40,
    theme: {
      typography: { fontFamily: 'system-ui, sans-serif', headings: { fontFamily: 'system-ui, sans-serif' } },
    },
  },
  document.getElementById('reference'),
);
