/** `scheme://log-in@hosts/database?settings`. `URL` knows one host only; Postgres takes several, `one:5432,two:5432`. */
const PARTS =
  /^(?<scheme>postgres(?:ql)?:\/\/)(?:(?<login>[^/?#]*)@)?(?<hosts>[^/?#@]+)(?<database>\/[^?#]*)?(?<settings>\?[^#]*)?$/;

interface Parts {
  readonly scheme: string;
  readonly login: string | undefined;
  readonly hosts: string;
  /** With its slash; empty where the URL has none. */
  readonly database: string;
  readonly settings: string;
}

/** Whether a text is an address of Postgres, of one server or of several. */
export function isDatabaseUrl(text: string): boolean {
  const hosts = PARTS.exec(text)?.groups?.["hosts"];
  return hosts !== undefined && hosts.split(",").every((host) => URL.canParse(`http://${host}`));
}

/** Who a URL logs in as; empty where it does not say. */
export function logInOf(databaseUrl: string): { readonly username: string; readonly password: string } {
  const [username = "", ...password] = (partsOf(databaseUrl).login ?? "").split(":");
  return { username: decodeURIComponent(username), password: decodeURIComponent(password.join(":")) };
}

/** The URL of the same database for another log-in. */
export function withLogin(
  databaseUrl: string,
  login: { readonly username: string; readonly password: string },
): string {
  const { scheme, hosts, settings, database } = partsOf(databaseUrl);
  const [username, password] = [encodeURIComponent(login.username), encodeURIComponent(login.password)];
  return `${scheme}${username}:${password}@${hosts}${database}${settings}`;
}

/** The URL of another database on the same servers. */
export function withDatabase(databaseUrl: string, name: string): string {
  const { scheme, login, hosts, settings } = partsOf(databaseUrl);
  return `${scheme}${login === undefined ? "" : `${login}@`}${hosts}/${encodeURIComponent(name)}${settings}`;
}

/** What a writer requires of a server, when the URL leaves it open: of several hosts one may be read only. */
export function writableHost(databaseUrl: string): { readonly target_session_attrs?: "read-write" } {
  const { hosts, settings } = partsOf(databaseUrl);
  const isOpen = hosts.includes(",") && !new URLSearchParams(settings).has("target_session_attrs");
  return isOpen ? { target_session_attrs: "read-write" } : {};
}

/** Whether a URL asks for TLS without a look at whose certificate it is. */
export function takesAnyCertificate(databaseUrl: string): boolean {
  const settings = new URLSearchParams(partsOf(databaseUrl).settings);
  return ["allow", "prefer", "require"].includes(settings.get("sslmode") ?? settings.get("ssl") ?? "");
}

function partsOf(databaseUrl: string): Parts {
  const { scheme, login, hosts, database = "", settings = "" } = PARTS.exec(databaseUrl)?.groups ?? {};
  // Without the URL, which has a password in it.
  if (scheme === undefined || hosts === undefined) throw new Error("This is no address of a Postgres database.");
  return { scheme, login, hosts, database, settings };
}
