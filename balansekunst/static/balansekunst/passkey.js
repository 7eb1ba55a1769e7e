// Passkeys need JavaScript: their buttons are hidden until it runs, and a refused key is told on the page.
if (window.PublicKeyCredential) {
  for (const button of document.querySelectorAll('[data-passkey]')) button.hidden = false
}
document.addEventListener('allauth.error', (event) => {
  event.preventDefault()
  document.getElementById('passkey_error').hidden = false
})
