package io.orchestratex.cli.access;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Fields of a JSON body; those without a value are left out. */
public final class Body {

  private final ObjectNode json;

  /** Nothing is said yet. */
  public Body() {
    this(Gateway.body());
  }

  /** Adds to a body, which is changed. */
  public Body(ObjectNode json) {
    this.json = json;
  }

  /** Sets a field to a text, a number, a boolean or a list of these; null leaves it as it is. */
  public Body with(String field, @Nullable Object value) {
    if (value != null) {
      json.set(field, Gateway.JSON.valueToTree(value));
    }
    return this;
  }

  /** Sets a field to a list, unless it is empty. */
  public Body withAny(String field, @Nullable Collection<String> values) {
    return with(field, values == null || values.isEmpty() ? null : values);
  }

  /** The body. */
  public ObjectNode json() {
    return json;
  }
}
