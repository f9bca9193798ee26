// A figure of a report, ready to be shown.

export type Figure = {
  name: string;
  title: string;
  text: string;
  /** Formula or definition, for who wants to know. */
  explanation?: string;
  /** Why there is no value, in words; null when there is one. */
  reason: string | null;
  trend?: 'up' | 'down' | 'flat';
};
