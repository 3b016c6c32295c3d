// A security key: asks the browser for it and sends what it says with the form. No library, nothing inline.
const form = document.querySelector('form[data-passkey]')
const options = JSON.parse(document.getElementById('passkey-options').textContent).publicKey
const problem = form.querySelector('[data-passkey-problem]')

async function ask () {
  if (form.dataset.passkey === 'create') {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options)
    return navigator.credentials.create({ publicKey })
  }
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options)
  return navigator.credentials.get({ publicKey })
}

form.addEventListener('submit', async (event) => {
  if (form.elements.credential.value) return
  event.preventDefault()
  problem.hidden = true
  try {
    const credential = await ask()
    form.elements.credential.value = JSON.stringify(credential.toJSON())
    form.submit()
  } catch {
    problem.hidden = false
    problem.setAttribute('role', 'alert')
  }
})
