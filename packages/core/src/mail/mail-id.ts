import type { MailTexts } from "./mail-words.ts";

export const mailId: MailTexts = {
  confirmSignUp: () => ({
    subject: "Konfirmasi email Anda untuk Atlas",
    before: [
      "Halo,",
      "seseorang sedang membuat akun Atlas dengan alamat ini. Jika itu Anda, konfirmasikan lalu masuk.",
    ],
    action: "Konfirmasi email",
    after: [
      "Tautan berlaku satu kali, selama 24 jam.",
      "Bukan Anda? Abaikan saja: tanpa tautan ini akun tidak dibuat.",
    ],
  }),
  accountExists: ({ name }) => ({
    subject: "Anda sudah punya akun Atlas",
    before: [
      `Halo ${name},`,
      "seseorang ingin memakai alamat ini untuk akun Atlas, padahal alamat ini sudah punya akun: milik Anda. Tidak ada yang berubah.",
      "Masuklah dengan kata sandi Anda. Jika lupa, buat yang baru.",
    ],
    action: "Buat kata sandi baru",
    after: [
      "Tautan berlaku satu kali, selama satu jam.",
      "Bukan Anda? Abaikan saja: tautan ini hanya dikirim kepada Anda.",
    ],
  }),
  resetPassword: ({ name }) => ({
    subject: "Buat kata sandi baru untuk Atlas",
    before: [`Halo ${name},`, "ada permintaan kata sandi baru untuk akun Atlas Anda."],
    action: "Buat kata sandi baru",
    after: [
      "Tautan berlaku satu kali, selama satu jam. Akun Anda akan dikeluarkan dari semua perangkat.",
      "Bukan Anda? Abaikan saja: kata sandi Anda tidak berubah.",
    ],
  }),
  invited: ({ name }) => ({
    subject: "Anda diundang mengoperasikan Atlas",
    before: [
      `Halo ${name},`,
      "akun operator untuk aplikasi admin Atlas telah dibuatkan untuk Anda. Buat kata sandi lalu masuk.",
    ],
    action: "Buat kata sandi",
    after: ["Tautan ini berlaku sekali, selama 24 jam.", "Tidak tahu ini tentang apa? Abaikan saja."],
  }),
  confirmEmail: () => ({
    subject: "Konfirmasi email baru Anda untuk Atlas",
    before: ["Halo,", "sebuah akun Atlas akan memakai alamat ini untuk masuk mulai sekarang."],
    action: "Konfirmasi email",
    after: [
      "Tautan berlaku satu kali, selama 24 jam.",
      "Bukan Anda? Abaikan saja: akun itu tetap memakai alamat lamanya.",
    ],
  }),
  undoEmail: ({ name, newEmail }) => ({
    subject: "Email Atlas Anda telah diganti",
    before: [
      `Halo ${name},`,
      `akun Atlas Anda kini memakai ${newEmail}. Surat untuk akun itu tidak lagi dikirim ke alamat ini.`,
      "Bukan Anda? Ambil kembali akun Anda: alamat ini dipakai lagi, akun dikeluarkan dari semua perangkat dan perlu kata sandi baru.",
    ],
    action: "Bukan saya",
    after: [
      "Tautan berlaku satu kali, selama 7 hari. Jika Anda sendiri yang menggantinya, tidak perlu melakukan apa pun.",
    ],
  }),
  passwordChanged: ({ name, at }) => ({
    subject: "Kata sandi Atlas Anda telah diganti",
    before: [`Halo ${name},`, `kata sandi akun Atlas Anda diganti pada ${at}.`, "Bukan Anda? Buat yang baru sekarang."],
    action: "Buat kata sandi baru",
    after: ["Jika Anda sendiri yang menggantinya, tidak perlu melakukan apa pun."],
  }),
  secondFactorChanged: ({ name, at, change }) => ({
    subject: "Faktor kedua akun Atlas Anda berubah",
    before: [
      `Halo ${name},`,
      {
        "authenticator-added": `aplikasi autentikator dipasang untuk akun Atlas Anda pada ${at}. Mulai sekarang kodenya diminta saat masuk.`,
        "authenticator-removed": `aplikasi autentikator akun Atlas Anda dilepas pada ${at}.`,
        "codes-renewed": `kode cadangan baru dibuat untuk akun Atlas Anda pada ${at}. Kode yang lama tidak berlaku lagi.`,
        "passkey-added": `passkey ditambahkan ke akun Atlas Anda pada ${at}. Pemiliknya dapat masuk dengan itu saja.`,
        "passkey-removed": `satu passkey akun Atlas Anda dihapus pada ${at}.`,
        reset: `operator lain melepas faktor kedua akun Atlas Anda pada ${at} dan mengeluarkannya dari semua perangkat.`,
      }[change],
      "Bukan Anda, dan Anda tidak tahu tentang ini? Buat kata sandi baru sekarang, dan hubungi pemilik Atlas yang lain.",
    ],
    action: "Buat kata sandi baru",
    after: ["Jika Anda tahu tentang ini, tidak perlu melakukan apa pun."],
  }),
  newSignIn: ({ name, at, device, from }) => ({
    subject: "Perangkat baru masuk ke akun Atlas Anda",
    before: [
      `Halo ${name},`,
      `akun Atlas Anda dipakai masuk pada ${at} dengan ${device}, untuk pertama kali.`,
      ...(from === null ? [] : [`Asalnya dari jaringan ${from}.`]),
      "Bukan Anda? Buat kata sandi baru sekarang: akun akan dikeluarkan dari semua perangkat.",
    ],
    action: "Buat kata sandi baru",
    after: ["Jika itu Anda, tidak perlu melakukan apa pun."],
  }),
  restricted: ({ name, kind, reason, until }) => ({
    subject: kind === "block" ? "Akun Atlas Anda diblokir" : "Akun Atlas Anda ditangguhkan",
    before: [
      `Halo ${name},`,
      kind === "block"
        ? "operator memblokir akun Atlas Anda: akun dikeluarkan dari semua perangkat, dan tidak seorang pun dapat masuk."
        : "operator menangguhkan akun Atlas Anda: perjalanan yang berlangsung dapat diselesaikan, yang baru tidak dapat dimulai.",
      `Alasan: ${reason}`,
      until === null ? "Ini berlaku sampai dicabut operator." : `Ini berakhir pada ${until}.`,
    ],
    action: "Buka Atlas",
    after: ["Jika menurut Anda ini keliru, hubungi dukungan."],
  }),
  restored: ({ name }) => ({
    subject: "Akun Atlas Anda bebas lagi",
    before: [
      `Halo ${name},`,
      "operator mencabut pembatasan akun Atlas Anda. Anda dapat memakainya seperti sebelumnya.",
    ],
    action: "Buka Atlas",
    after: [],
  }),
  orPaste: "Jika tombol tidak berfungsi, buka alamat ini:",
  sentBy: "Dikirim oleh Atlas karena ada akun dengan alamat ini. Balasan tidak dibaca.",
};
