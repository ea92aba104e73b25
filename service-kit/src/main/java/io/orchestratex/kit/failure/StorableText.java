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
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON whose texts and names any engine can store: NUL and half a surrogate pair are refused
 * where they stand, PostgreSQL takes neither.
 */
final class StorableText extends JsonFactory {

  @Serial private static final long serialVersionUID = 1L;
  private static final int REPLACEMENT = 0xfffd;

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
    return new Checking(super._createParser(in, context));
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
    return new Checking(super._createParser(data, offset, length, context));
  }

  /** Says where the text stands that was refused. */
  static final class RefusedException extends JsonMappingException {

    @Serial private static final long serialVersionUID = 1L;

    private final String pointer;

    RefusedException(JsonParser parser, String pointer, String reason) {
      super(parser, reason);
      this.pointer = pointer;
    }

    String pointer() {
      return pointer;
    }
  }

  private static final class Checking extends JsonParserDelegate {

    Checking(JsonParser parser) {
      super(parser);
    }

    @Override
    public @Nullable JsonToken nextToken() throws IOException {
      JsonToken token = super.nextToken();
      if (token == JsonToken.VALUE_STRING || token == JsonToken.FIELD_NAME) {
        String reason = wrongWith(getText());
        if (reason != null) {
          String pointer = getParsingContext().pathAsPointer().toString();
          throw new RefusedException(this, shown(pointer), reason);
        }
      }
      return token;
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
