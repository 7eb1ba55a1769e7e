// Passkeys need JavaScript: their buttons are hidden until it runs. A refused key is an error on the page.
if (window.PublicKeyCredential) {
  for (const button of document.querySelectorAll('[data-passkey]')) button.hidden = false
}
document.addEventListener('allauth.error', (event) => {
  event.preventDefault()
  document.getElementById('passkey_error').hidden = false
})
