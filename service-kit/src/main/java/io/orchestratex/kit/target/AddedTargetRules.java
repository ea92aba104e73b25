package io.orchestratex.kit.target;

import io.orchestratex.kit.failure.Failure.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the targets that people add have in common, whichever service they are added to: the same id
 * means the same server in all of them.
 */
public final class AddedTargetRules {

  /** An id. */
  public static final String ID = "[a-z0-9][a-z0-9-]{0,62}";

  public static final String ID_MESSAGE =
      "must be 1 to 63 lower-case letters, digits and -, and begin with a letter or digit";

  /** A URI: on one line, without white space. */
  public static final String URI = "[^\\s\\p{Cc}\\p{Cs}]{1,4000}";

  public static final String URI_MESSAGE =
      "must be a URI without white space, at most 4000 characters; write special characters of an"
          + " account as percent signs with two digits";

  private static final int MOST_LABELS = 20;
  private static final int LONGEST_ID = 63;
  private static final Pattern LABEL = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");
  private static final Pattern VALUE = Pattern.compile("[\\p{L}\\p{N} ._:/@+-]{1,100}");

  private AddedTargetRules() {}

  /** What is wrong with labels. */
  public static List<FieldError> errors(@Nullable Map<String, String> labels) {
    List<FieldError> errors = new ArrayList<>();
    if (labels == null) {
      return errors;
    }
    if (labels.size() > MOST_LABELS) {
      errors.add(new FieldError("/labels", "must be at most " + MOST_LABELS));
    }
    labels.forEach((name, value) -> {
      if (!LABEL.matcher(name).matches()) {
        errors.add(
            new FieldError(
                "/labels",
                "names must be 1 to 63 lower-case letters, digits, dots, - and _, and begin with a"
                    + " letter or digit"));
      } else if (value == null || !VALUE.matcher(value).matches()) {
        errors.add(
            new FieldError(
                "/labels/" + name,
                "must be 1 to 100 letters, digits, spaces and any of . _ : / @ + -"));
      }
    });
    return errors.stream().distinct().toList();
  }

  /**
   * The id of a target that was given none: engine and host, or engine and file.
   *
   * @param address {@code host:port}, or several of them, perhaps with a scheme and a path; or the
   *     path of a file, which begins with a slash
   */
  public static String idOf(String engine, String address) {
    String first =
        address.startsWith("/")
            ? address.substring(address.lastIndexOf('/') + 1)
            : address
                .replaceFirst("^[a-z+]+://", "")
                .split("[,/]", 2)[0]
                .replaceFirst(":\\d+$", "");
    String id =
        (engine + "-" + first)
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9]+", "-")
            .replaceAll("^-|-$", "");
    return id.length() > LONGEST_ID ? id.substring(0, LONGEST_ID) : id;
  }
}
