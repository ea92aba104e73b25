package io.orchestratex.gateway.console.signin;

import org.jspecify.annotations.Nullable;

/**
 * The form to sign in with.
 *
 * @param to where to go afterwards
 * @param name what was typed
 * @param problem why it was refused
 * @param carriedPath where the form that waits is sent to; null when none waits
 * @param carried that form, as it was sent
 */
record SignInView(
    String to,
    String name,
    @Nullable String problem,
    @Nullable String carriedPath,
    @Nullable String carried) {

  static SignInView at(String to) {
    return new SignInView(to, "", null, null, null);
  }

  SignInView refused(String typed, String reason) {
    return new SignInView(to, typed, reason, carriedPath, carried);
  }
}
