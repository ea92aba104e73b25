package io.orchestratex.kit.apidocs;

/** Patterns for {@code @Schema(pattern = …)}, as ECMA-262 reads them: found anywhere in a text. */
public final class DocumentPatterns {

  /** A text with something else than white space in it. */
  public static final String NOT_BLANK = "^\\s*\\S[\\s\\S]*$";

  private DocumentPatterns() {}
}
