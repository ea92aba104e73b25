package io.orchestratex.gateway.console.signin;

/** Which paths are pages, and which of them need no sign-in. */
final class ConsolePaths {

  static final String SIGN_IN = "/console/sign-in";
  static final String SIGN_OUT = "/console/sign-out";

  private ConsolePaths() {}

  /** Anything of the console but its assets. */
  static boolean isPage(String path) {
    return path.equals("/console")
        || (path.startsWith("/console/") && !path.startsWith("/console/assets/"));
  }

  static boolean isOpen(String path) {
    return path.equals(SIGN_IN);
  }
}
