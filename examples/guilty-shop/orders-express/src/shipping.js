const axios = require('axios');

async function track(reference) {
  const { data } = await axios.get(`http://shipping.internal/track/${reference}`);
  return data;
}

module.exports = { track };
