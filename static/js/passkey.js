// Passkeys: <form data-passkey="get|create" data-options="…"> asks the device and sends its answer;
// [data-passkey-only] is shown where the browser can do it.

const toBytes = (text) => Uint8Array.from(atob(text.replace(/_/g, "/").replace(/-/g, "+")), (ch) => ch.charCodeAt(0));
const toText = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer ?? [])))
  .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

function readOptions(form) {
  const options = JSON.parse(form.dataset.options);
  options.challenge = toBytes(options.challenge);
  if (options.user) options.user.id = toBytes(options.user.id);
  for (const list of ["allowCredentials", "excludeCredentials"]) {
    options[list]?.forEach((one) => { one.id = toBytes(one.id); });
  }
  return { publicKey: options };
}

function describe(made) {
  const { response } = made;
  const answer = { clientDataJSON: toText(response.clientDataJSON) };
  if (response.attestationObject) {
    answer.attestationObject = toText(response.attestationObject);
    answer.transports = response.getTransports?.() ?? null;
  } else {
    answer.authenticatorData = toText(response.authenticatorData);
    answer.signature = toText(response.signature);
    answer.userHandle = response.userHandle ? toText(response.userHandle) : null;
  }
  return JSON.stringify({
    id: made.id,
    rawId: toText(made.rawId),
    type: made.type,
    response: answer,
    extensions: JSON.stringify(made.getClientExtensionResults()),
  });
}

async function run(form) {
  const failed = form.querySelector("[data-passkey-failed]");
  failed.hidden = true;
  try {
    const made = await navigator.credentials[form.dataset.passkey](readOptions(form));
    form.elements.credential.value = describe(made);
    form.submit();
  } catch {
    failed.hidden = false;
  }
}

if (window.PublicKeyCredential) {
  document.querySelectorAll("[data-passkey-only]").forEach((part) => { part.hidden = false; });
  document.querySelectorAll("form[data-passkey]").forEach((form) => {
    form.elements.again.addEventListener("click", () => run(form));
    run(form);
  });
}
