// Types of what the API returns, for the JSDoc comments.

export interface Picture {
  id: string;
  call: string;
  state: 'growing' | 'done' | 'broken';
  kind: 'final' | 'partial' | 'held' | 'cutout'; // made of another one here: `held` to its mask, or without its background
  draft: boolean;
  gone?: boolean; // its file is no longer there
  parent?: string; // the picture that this one was made of
  number: number;
  created: number;
  width?: number;
  height?: number;
  mime?: string;
  bytes?: number;
  expected?: number; // bytes that it will have
  url: string;
  view_url?: string; // what a browser shows as other programs do
  thumb_url?: string;
  favourite?: boolean | null; // null where an answer does not tell it
}

export interface InputImage {
  id: string;
  name?: string;
  url: string;
  view_url: string;
  thumb_url?: string;
  mime?: string;
  width?: number;
  height?: number;
}

export interface CallError {
  kind: string;
  message: string;
  advice?: string;
  said?: string; // what the gateway said
  request_id?: string; // the gateway's name of the request
  reference?: string; // that of Easel's own log
  may_be_charged?: boolean;
  url?: string; // where the picture may be found
}

export interface Call {
  id: string;
  number: number;
  count: number;
  state: string;
  attempt?: number; // how often it has left
  error?: CallError | null;
  readable?: boolean; // whether its stored answer can be read again
  text?: string;
  reasoning?: string;
  progress?: number | null;
  progress_words?: string;
  resend_at?: number;
  timings?: Record<string, number>;
  [field: string]: any;
}

export interface Run {
  id: string;
  task: 'generate' | 'edit' | 'chat';
  state: string;
  gateway: string;
  gateway_name?: string;
  model: string;
  prompt: string;
  by_rule: boolean;
  created: number;
  now: number; // the server's time when this was written
  asked: {
    aspect_ratio?: string;
    resolution?: string;
    size?: string;
    count: number;
    options: Record<string, any>;
    extra?: Record<string, any>; // parameters of the body that Easel does not know
    images?: InputImage[];
    mask?: { id: string; url: string } | null;
    markup?: { id: string; url: string } | null; // marks over the first image
    cutout?: boolean; // with a transparent background
    expand?: { left: number; top: number; right: number; bottom: number } | null;
    padding?: { left: number; top: number; right: number; bottom: number } | null;
  };
  pictures: Picture[];
  calls: Call[];
  notices: { message: string; kind?: string; percent?: string | number; number?: number }[];
  text?: string;
  reasoning?: string;
  timings?: Record<string, number>;
  usage?: { total_tokens?: number };
  conversation?: string;
  parent?: string;
  based_on?: string;
  queue_position?: number;
  typical_seconds?: number | null; // that calls like its own take
}

// What changed of a run since the page last heard of it.
export interface RunChange extends Partial<Omit<Run, 'id' | 'now'>> {
  id: string;
  now: number;
  append?: { call: string; field: string; at: number; text: string }[];
}
