package io.orchestratex.gateway.console.frame;

import org.jspecify.annotations.Nullable;

/**
 * What stands in the place of something that cannot be shown: what is the matter, and what to do
 * next.
 *
 * @param status of HTTP, where it stands in place of a whole page
 * @param text a sentence or two
 * @param next what the next step is called; null where there is none to offer
 * @param nextPath where it leads
 * @param traceId finds a fault in the logs
 */
public record Picture(
    Kind kind,
    int status,
    String title,
    String text,
    @Nullable String next,
    @Nullable String nextPath,
    @Nullable String traceId) {

  /** The different reasons; each looks different. */
  public enum Kind {
    /** There is nothing, and that is no fault. */
    EMPTY,
    /** It is on its way. */
    LOADING,
    /** This person may not see it. */
    FORBIDDEN,
    /** Something does not work. */
    BROKEN,
    /** There is no such thing. */
    MISSING
  }

  /** Nothing to show, and how to get something. */
  public static Picture empty(
      String title, String text, @Nullable String next, @Nullable String nextPath) {
    return new Picture(Kind.EMPTY, 200, title, text, next, nextPath, null);
  }

  /**
   * The same picture, and where it leads: a link to a thing stays on pages and in messages after
   * the thing was deleted, and whoever follows it goes on to those that are there.
   */
  Picture among(Section section) {
    return new Picture(
        kind,
        status,
        title,
        text + " It was deleted, or it never existed.",
        section.title(),
        section.path(),
        traceId);
  }

  /** Something that takes a while. */
  public static Picture loading(String title, String text) {
    return new Picture(Kind.LOADING, 200, title, text, null, null, null);
  }

  /** A refusal or fault with a status of HTTP. */
  public static Picture of(int status, String text, @Nullable String traceId, String again) {
    return switch (status) {
      case 401, 403 ->
          new Picture(Kind.FORBIDDEN, 403, "Not allowed", text, "To the start", "/console", null);
      case 404 ->
          new Picture(Kind.MISSING, 404, "No such thing", text, "To the start", "/console", null);
      case 429 ->
          new Picture(Kind.BROKEN, status, "Too many requests", text, "Try again", again, null);
      default ->
          status < 500
              ? new Picture(Kind.BROKEN, status, "This was refused", text, "Back", again, null)
              : new Picture(
                  Kind.BROKEN,
                  status,
                  "This part does not answer",
                  text,
                  "Try again",
                  again,
                  traceId);
    };
  }
}
