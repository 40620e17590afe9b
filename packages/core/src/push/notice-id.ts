import type { NoticeTexts } from "./notice-texts.ts";

export const noticeId: NoticeTexts = {
  matched: "Pengemudi Anda sedang menuju ke sini",
  queued: "Setelah ini pengemudi menuju Anda",
  arriving: "Pengemudi Anda hampir sampai",
  arrived: "Pengemudi Anda sudah tiba",
  cancelled: "Perjalanan Anda dibatalkan",
  redispatched: "Pengemudi Anda tidak bisa datang",
  expired: "Tidak ada pengemudi yang mengambil pesanan Anda",
  finished: "Anda sudah sampai",
  lookFor: (car) => `Cari ${car}`,
  noFee: "Tidak ada biaya.",
  fee: (amount) => `Biaya pembatalan: ${amount}`,
  searching: "Pengemudi lain sedang dicari, dengan harga yang sama.",
  tryAgain: "Tidak ada biaya. Coba lagi?",
  receipt: (amount) => `${amount} · Lihat struk dan beri penilaian`,
};
