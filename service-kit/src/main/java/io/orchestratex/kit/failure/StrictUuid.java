package io.orchestratex.kit.failure;

import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import java.io.IOException;
import java.util.UUID;

/** Reads a UUID in its usual form alone; Jackson would take 24 letters of Base64 as well. */
final class StrictUuid extends FromStringDeserializer<UUID> {

  private static final long serialVersionUID = 1;

  StrictUuid() {
    super(UUID.class);
  }

  @Override
  protected UUID _deserialize(String text, DeserializationContext context) throws IOException {
    try {
      UUID id = UUID.fromString(text);
      if (id.toString().equalsIgnoreCase(text)) {
        return id;
      }
    } catch (IllegalArgumentException e) {
      // Said below, as of any other text.
    }
    return (UUID) context.handleWeirdStringValue(UUID.class, text, "it is no UUID");
  }
}
