package io.orchestratex.gateway.console.signins;

import io.orchestratex.gateway.console.frame.Badge;
import io.orchestratex.gateway.console.frame.Badge.Tone;
import io.orchestratex.gateway.console.service.identity.SignInApi;

/** What pages say about an attempt to sign in. */
public final class SignInViews {

  private SignInViews() {}

  public static Badge outcome(SignInApi.Attempt attempt) {
    return switch (attempt.outcome()) {
      case "succeeded" -> new Badge(Tone.GOOD, "signed in");
      case "refused" -> new Badge(Tone.WARN, "refused");
      case "throttled" -> new Badge(Tone.BAD, "too many attempts");
      case "reused" -> new Badge(Tone.BAD, "old token used");
      case "refreshed" -> new Badge(Tone.NEUTRAL, "token refreshed");
      case "revoked" -> new Badge(Tone.NEUTRAL, "signed out");
      default -> new Badge(Tone.NEUTRAL, attempt.outcome());
    };
  }

  public static String reason(SignInApi.Attempt attempt) {
    return switch (attempt.reason()) {
      case null -> "–";
      case "user-unknown" -> "no such user";
      case "password-wrong" -> "wrong password";
      case "user-disabled" -> "user is disabled";
      case "too-many-attempts" -> "too many failed attempts";
      case "refresh-token-reused" -> "a used refresh token was sent again";
      default -> attempt.reason();
    };
  }
}
