package io.orchestratex.kit.failure;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.IOContext;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import com.fasterxml.jackson.databind.JsonMappingException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.Serial;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON that has one meaning and that any engine can store. Refused where they stand are NUL
 * and half a surrogate pair, which PostgreSQL does not take; a field that comes twice, of which one
 * reader would take the first and another the last; a number that no double holds; and bytes that
 * are not UTF-8, such as a character in more bytes than it needs.
 */
final class StorableText extends JsonFactory {

  @Serial private static final long serialVersionUID = 1L;
  private static final int REPLACEMENT = 0xfffd;

  private static final int MOST_DIGITS = 300;

  /** Zero, before any exponent. */
  private static final Pattern NOTHING = Pattern.compile("-?0+(\\.0*)?([eE]|$)");

  StorableText(JsonFactory like) {
    super(like, null);
  }

  /** What is wrong with a text, or null. */
  static @Nullable String wrongWith(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\0') {
        return "holds a NUL character, which cannot be stored";
      }
      if (Character.isSurrogate(c)) {
        if (Character.isLowSurrogate(c)
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          return "holds half a surrogate pair, which is no character";
        }
        i++;
      }
    }
    return null;
  }

  /** The same with a sign in place of what cannot be written either. */
  static String shown(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .map(c -> c == 0 || Character.getType(c) == Character.SURROGATE ? REPLACEMENT : c)
        .forEach(shown::appendCodePoint);
    return shown.toString();
  }

  @Override
  protected JsonParser _createParser(InputStream in, IOContext context) throws IOException {
    byte[] data = in.readAllBytes();
    return _createParser(data, 0, data.length, context);
  }

  @Override
  protected JsonParser _createParser(Reader reader, IOContext context) throws IOException {
    return new Checking(super._createParser(reader, context));
  }

  @Override
  protected JsonParser _createParser(
      char[] data, int offset, int length, IOContext context, boolean recyclable)
      throws IOException {
    return new Checking(super._createParser(data, offset, length, context, recyclable));
  }

  @Override
  protected JsonParser _createParser(byte[] data, int offset, int length, IOContext context)
      throws IOException {
    requireUtf8(data, offset, length);
    return new Checking(super._createParser(data, offset, length, context));
  }

  private static void requireUtf8(byte[] data, int offset, int length) throws IOException {
    int i = offset;
    while (i < offset + length && data[i] > 0) {
      i++;
    }
    if (i == offset + length) {
      return; // ASCII
    }
    if (data[i] == 0) {
      // Each JSON in UTF-16 or UTF-32 has one; the parser would take it for that.
      throw new RefusedException(
          null, "", "The body is not UTF-8: byte " + (i - offset) + " is NUL.");
    }
    ByteBuffer rest = ByteBuffer.wrap(data, i, offset + length - i);
    try {
      // The parser itself takes characters in more bytes than they need.
      StandardCharsets.UTF_8.newDecoder().decode(rest);
    } catch (CharacterCodingException e) {
      throw new RefusedException(
          null, "", "The body is not UTF-8: byte " + (rest.position() - offset) + " is not.");
    }
  }

  /** Says where the text stands that was refused. */
  static final class RefusedException extends JsonMappingException {

    @Serial private static final long serialVersionUID = 1L;

    private final String pointer;

    RefusedException(@Nullable JsonParser parser, String pointer, String reason) {
      super(parser, reason);
      this.pointer = pointer;
    }

    String pointer() {
      return pointer;
    }
  }

  private static final class Checking extends JsonParserDelegate {

    /** The names in each object around the current place. */
    private final Deque<Set<String>> names = new ArrayDeque<>();

    Checking(JsonParser parser) {
      super(parser);
    }

    @Override
    public @Nullable JsonToken nextToken() throws IOException {
      JsonToken token = super.nextToken();
      String reason = token == null ? null : wrongWith(token);
      if (reason != null) {
        throw new RefusedException(
            this, shown(getParsingContext().pathAsPointer().toString()), reason);
      }
      return token;
    }

    private @Nullable String wrongWith(JsonToken token) throws IOException {
      return switch (token) {
        case VALUE_STRING -> StorableText.wrongWith(getText());
        case FIELD_NAME -> wrongWithName(currentName());
        case VALUE_NUMBER_FLOAT, VALUE_NUMBER_INT -> wrongWithNumber(getText());
        case START_OBJECT -> {
          names.push(new HashSet<>());
          yield null;
        }
        case END_OBJECT -> {
          names.pop();
          yield null;
        }
        default -> null;
      };
    }

    private @Nullable String wrongWithName(String name) {
      Set<String> known = names.peek();
      return known != null && !known.add(name)
          ? "is in the object more than once"
          : StorableText.wrongWith(name);
    }

    /** Only a number with an exponent or very many digits can be out of range. */
    private static @Nullable String wrongWithNumber(String text) {
      boolean hasExponent = text.indexOf('e') >= 0 || text.indexOf('E') >= 0;
      if (!hasExponent && text.length() < MOST_DIGITS) {
        return null;
      }
      double value = Double.parseDouble(text);
      boolean vanishes = value == 0 && !NOTHING.matcher(text).lookingAt();
      return Double.isInfinite(value) || vanishes
          ? "is a number that is too large or too close to nothing"
          : null;
    }

    @Override
    public @Nullable JsonToken nextValue() throws IOException {
      JsonToken token = nextToken();
      return token == JsonToken.FIELD_NAME ? nextToken() : token;
    }

    @Override
    public @Nullable String nextFieldName() throws IOException {
      return nextToken() == JsonToken.FIELD_NAME ? currentName() : null;
    }

    @Override
    public @Nullable String nextTextValue() throws IOException {
      return nextToken() == JsonToken.VALUE_STRING ? getText() : null;
    }
  }
}
