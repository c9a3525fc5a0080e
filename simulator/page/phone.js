/** The page knows nothing but the control API: it posts what a person does and shows what the stream says. */
const $ = (id) => document.getElementById(id);
const customer = $('customer');
const business = $('business');
const composer = $('composer');

/** The call shown; null before the first. */
let call = null;
/** Texts of the customer's phone by sid, in order of arrival. */
let texts = new Map();
let timer = null;
/** Whether the stream tells what happens; until it does, nothing shown is to be trusted. */
let connected = true;

async function api(path, { method = 'GET', body } = {}) {
  const response = await fetch(`/control${path}`, { method, headers: body ? { 'content-type': 'application/json' } : {}, body: body && JSON.stringify(body) });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error ?? `${response.status}`);
  return answer;
}

/** Shows a refusal beside the number, where the person looks. */
async function attempt(work) {
  $('customer-error').textContent = '';
  try {
    await work();
  } catch (error) {
    $('customer-error').textContent = error.message;
  }
}

/** The customer's number; one written as people in the US write it, (208) 555-0142, in full. */
function number() {
  const plain = customer.value.replace(/[\s().-]/g, '');
  const national = /^1?([2-9]\d{9})$/.exec(plain)?.[1];
  return national ? `+1${national}` : plain;
}

async function loadNumbers() {
  const numbers = await api('/numbers');
  const chosen = business.value || new URLSearchParams(location.search).get('business');
  business.replaceChildren(...numbers.map(({ e164, friendlyName }) => new Option(friendlyName === e164 ? e164 : `${e164} ${friendlyName}`, e164)));
  if (numbers.some(({ e164 }) => e164 === chosen)) business.value = chosen;
  if (numbers.length === 0) business.append(new Option('No numbers yet', ''));
  renderCall();
}

async function loadThread() {
  const all = await api(`/messages?phone=${encodeURIComponent(number())}`);
  texts = new Map(all.map((text) => [text.sid, text]));
  renderThread({ toEnd: true });
}

async function loadCall() {
  const calls = await api(`/calls?from=${encodeURIComponent(number())}`);
  call = calls.findLast(({ finished }) => !finished) ?? null;
  renderCall();
}

function renderThread({ toEnd = false } = {}) {
  const shown = [...texts.values()].filter(({ from, to }) => !business.value || from === business.value || to === business.value);
  const thread = $('thread');
  const items = shown.map((text) => {
    const mine = text.from === number();
    const item = document.createElement('li');
    item.dataset.testid = 'thread-message';
    item.dataset.direction = mine ? 'sent' : 'received';
    item.dataset.sid = text.sid;
    item.className = mine ? 'out' : 'in';
    item.textContent = text.body;
    for (const url of text.mediaUrls) {
      const link = Object.assign(document.createElement('a'), { href: url, textContent: 'Picture', rel: 'noreferrer', target: '_blank' });
      item.append(' ', link);
    }
    const note = document.createElement('small');
    const time = new Date(text.acceptedAt).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
    note.textContent = `${mine ? 'You' : text.from}, ${time}${mine ? '' : `, ${text.status}`}${text.errorCode ? ` (${text.errorCode})` : ''}`;
    item.append(note);
    return item;
  });
  const atEnd = toEnd || thread.scrollHeight - thread.scrollTop - thread.clientHeight < 40 || items.length > thread.children.length;
  thread.replaceChildren(...items);
  if (atEnd) thread.scrollTop = thread.scrollHeight;
}

const ended = {
  busy: 'Declined, or the line was busy', 'no-answer': 'Nobody answered', failed: 'The call failed', canceled: 'You hung up', completed: 'Call ended',
};
/** What became of the call on the plumber's phone. */
const rang = { busy: 'declined or busy', 'no-answer': 'not answered', failed: 'failed', canceled: 'the caller hung up' };

function callerState() {
  if (!connected) return ['lost', 'Connection lost'];
  if (!call) return ['idle', 'No call'];
  const dial = call.dial;
  if (call.finished) {
    if (call.callerGone) return ['ended', 'You hung up'];
    const reason = dial && dial.status !== 'completed' ? dial.status : call.status;
    return ['ended', dial?.status === 'completed' && !dial.bridged ? 'Call ended, not put through' : (ended[reason] ?? 'Call ended')];
  }
  if (dial?.phase === 'bridged') return ['in-progress', 'Connected'];
  const seconds = Math.floor((Date.now() - call.startedAt) / 1000);
  return call.status === 'ringing' || (dial && dial.phase !== 'ended') ? ['ringing', `Ringing, ${seconds} s`] : ['in-progress', 'In call'];
}

function calleeState() {
  if (!connected) return ['lost', 'Connection lost', 'The simulator does not answer. This page goes on by itself once it does.'];
  const dial = call?.dial;
  if (!dial) return ['idle', 'Quiet', 'It rings here when a call is forwarded.'];
  switch (dial.phase) {
    case 'ringing':
      return ['ringing', 'Ringing', `${call.from} calls the business, which forwards to ${call.dials.filter(({ phase }) => phase === 'ringing').map(({ to }) => to).join(' and ')}.`];
    case 'screening':
      return ['screening', dial.answeredBy === 'human' ? 'Picked up' : 'Voicemail picked up', 'The caller still hears it ring. Press 1 to take the call.'];
    case 'bridged':
      return ['bridged', dial.answeredBy === 'human' ? 'Talking' : 'Voicemail is recording', `Connected with ${call.from}.`];
    default:
      return ['ended', 'Quiet', `Last call: ${dial.status === 'completed' ? (dial.bridged ? 'put through' : 'picked up, but no key pressed') : (rang[dial.status] ?? dial.status)}.`];
  }
}

function renderCall() {
  const focused = document.activeElement;
  const [state, words] = callerState();
  const shown = $('call-state');
  shown.dataset.state = state;
  if (shown.textContent !== words) shown.textContent = words;
  const live = connected && call !== null && !call.finished;
  const phase = live ? call.dial?.phase : undefined;
  $('call').disabled = !connected || live || !business.value;
  $('send').disabled = !connected;
  $('hangup').disabled = !live;
  $('ring-out').disabled = phase !== 'ringing';

  const [calleePhase, title, detail] = calleeState();
  $('callee-card').dataset.state = calleePhase;
  $('callee-state').textContent = title;
  $('callee-detail').textContent = detail;
  $('callee-answer').disabled = phase !== 'ringing';
  $('callee-voicemail').disabled = phase !== 'ringing';
  $('callee-press').disabled = phase !== 'screening';
  const decline = $('callee-decline');
  decline.disabled = !['ringing', 'screening', 'bridged'].includes(phase);
  decline.textContent = phase === 'screening' || phase === 'bridged' ? 'Hang up' : 'Decline';
  decline.setAttribute('aria-label', `${decline.textContent} on the plumber’s phone`);
  $('heard').replaceChildren(
    ...(call?.heard ?? []).map(({ leg, text }) => line(`${leg === 'caller' ? 'Customer' : 'Plumber'} heard: ${text || '(music)'}`)),
    ...(call?.errors ?? []).map((text) => line(text, 'bad')),
  );
  // A button that goes out of use must not take the keyboard's place with it.
  if (focused instanceof HTMLButtonElement && focused.disabled) focused.parentElement.querySelector('button:enabled')?.focus();
  clearInterval(timer);
  timer = state === 'ringing' ? setInterval(renderCall, 1000) : null;
}

function line(text, className = '') {
  return Object.assign(document.createElement('li'), { textContent: text, className });
}

function showWebhook({ kind, url, status, errorCode, dropped }) {
  const place = URL.canParse(url) ? new URL(url).pathname : url;
  $('webhooks').prepend(line(`${kind} ${place}: ${dropped ? 'lost on the way' : status || 'no answer'}`, errorCode ? 'bad' : ''));
  while ($('webhooks').children.length > 30) $('webhooks').lastChild.remove();
}

const act = (path, body) => () => attempt(() => api(`/calls/${call.sid}/${path}`, { method: 'POST', body }));

$('call').addEventListener('click', () =>
  attempt(async () => {
    const placed = await api('/calls', { method: 'POST', body: { from: number(), to: business.value } });
    // The stream may have told more of this call meanwhile.
    if (call?.sid !== placed.sid) call = placed;
    renderCall();
  }),
);
$('hangup').addEventListener('click', act('hangup', { by: 'caller' }));
$('ring-out').addEventListener('click', act('ring-out'));
$('callee-answer').addEventListener('click', act('answer'));
$('callee-voicemail').addEventListener('click', act('voicemail'));
$('callee-press').addEventListener('click', act('press', { digits: '1' }));
$('callee-decline').addEventListener('click', () => (call.dial?.phase === 'ringing' ? act('decline')() : act('hangup', { by: 'callee' })()));

$('composer-form').addEventListener('submit', (event) => {
  event.preventDefault();
  const body = composer.value.trim();
  if (!body || !business.value) return;
  attempt(async () => {
    await api('/texts', { method: 'POST', body: { from: number(), to: business.value, body } });
    composer.value = '';
    composer.focus();
  });
});
composer.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  $('composer-form').requestSubmit();
});
customer.addEventListener('change', () => {
  customer.value = number();
  return attempt(() => Promise.all([loadThread(), loadCall()]));
});
business.addEventListener('change', () => {
  renderThread();
  renderCall();
});

// Who reads the newest goes on doing so when the keyboard or a longer text takes room from the thread.
let threadHeight = 0;
new ResizeObserver(([{ target }]) => {
  const lost = threadHeight - target.clientHeight;
  if (target.scrollHeight - target.scrollTop - target.clientHeight - Math.max(lost, 0) < 40) target.scrollTop = target.scrollHeight;
  threadHeight = target.clientHeight;
}).observe($('thread'));

function showConnected(now) {
  connected = now;
  $('connection').hidden = now;
  renderCall();
}

const told = {
  message(text) {
    if (text.from !== number() && text.to !== number()) return;
    texts.set(text.sid, text);
    renderThread();
  },
  call(changed) {
    if (changed.from !== number()) return;
    if (call && call.sid !== changed.sid && changed.startedAt < call.startedAt) return;
    call = changed;
    renderCall();
  },
  number: () => attempt(loadNumbers),
  webhook: showWebhook,
  reset() {
    call = null;
    texts.clear();
    renderThread();
    renderCall();
  },
};

function follow() {
  const stream = new EventSource('/control/stream');
  for (const [name, handle] of Object.entries(told)) stream.addEventListener(name, (event) => handle(JSON.parse(event.data)));
  // Each (re)connection may have missed events: read everything anew.
  stream.addEventListener('open', () => {
    showConnected(true);
    attempt(() => Promise.all([loadNumbers(), loadThread(), loadCall()]));
  });
  stream.addEventListener('error', () => {
    showConnected(false);
    // The browser tries again by itself, unless it was answered something that is no stream.
    if (stream.readyState === EventSource.CLOSED) setTimeout(follow, 2_000);
  });
}
follow();
