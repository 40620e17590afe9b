/** Parts of Indonesian names, the commonest first. Put together by chance they name nobody in particular. */
export const FIRST_NAMES = (
  "Budi Siti Agus Dewi Andi Sri Rina Eko Ani Dian Joko Wati Hendra Yuni Rudi Nur Ahmad Fitri Bambang Lestari Dedi Ratna Iwan " +
  "Maya Adi Indah Slamet Putri Wahyu Ayu Hadi Nurul Arif Rini Yusuf Sari Doni Mega Fajar Tuti Rizki Wulan Ilham Yanti Bayu " +
  "Kartika Taufik Novi Gilang Intan Irfan Melati Reza Anisa Galih Citra Surya Vina Teguh Laras Dimas Puspa Ketut Made Wayan " +
  "Nyoman Asep Ujang Cecep Neneng Tono Sulastri Herman Rosa Yohanes Maria Benny Lidya Markus Ester Hasan Aminah Umar Khadijah"
).split(" ");

export const LAST_NAMES = (
  "Santoso Wijaya Susanto Saputra Hidayat Setiawan Kurniawan Nugroho Pratama Wibowo Siregar Lestari Rahayu Gunawan Hartono " +
  "Suryadi Nasution Purnomo Handayani Permana Firmansyah Utami Ramadhan Susilo Maulana Harahap Simanjuntak Prasetyo Yulianto " +
  "Sihombing Hutapea Lubis Pangestu Suharto Anggraini Mulyadi Iskandar Rahman Fauzi Hakim Sitompul Ginting Tarigan Sembiring " +
  "Situmorang Wicaksono Adiputra Mahendra Kusuma Darmawan Halim Tanjung Chaniago Sinaga Panjaitan Manurung Silalahi Hasibuan " +
  "Daulay Batubara Pohan Matondang Rangkuti Tambunan Napitupulu Sianturi Purba Saragih Damanik Sipayung Waruwu Zebua Laoli " +
  "Rumondor Wenas Mandagi Lumentut Tumbelaka Patty Latuconsina Pattimura Tuhumury Sahetapy Leimena Matulessy Rehatta Soplanit"
).split(" ");

export const VEHICLE_MODELS = {
  "go-ride": ["Honda Vario 160", "Honda Beat", "Yamaha NMAX", "Yamaha Aerox", "Suzuki Nex II"],
  "go-car": ["Toyota Avanza", "Daihatsu Xenia", "Mitsubishi Xpander", "Honda Brio", "Suzuki Ertiga"],
} as const;
