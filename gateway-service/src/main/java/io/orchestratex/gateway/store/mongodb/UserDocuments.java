package io.orchestratex.gateway.store.mongodb;

import io.orchestratex.gateway.identity.User;
import io.orchestratex.kit.mongodb.Fields;
import java.util.Set;
import org.bson.Document;

/** Users to documents of {@code users} and back. */
final class UserDocuments {

  private UserDocuments() {}

  static Document of(User user) {
    Document document =
        new Document("_id", user.id())
            .append("username", user.username())
            .append("password_hash", user.passwordHash())
            .append("roles", user.roles().stream().sorted().toList())
            .append("enabled", user.enabled())
            .append("created_at", Fields.date(user.createdAt()))
            .append("updated_at", Fields.date(user.updatedAt()))
            .append("tokens_after", Fields.date(user.tokensAfter()))
            .append("version", user.version());
    if (user.email() != null) {
      document.append("email", user.email());
    }
    return document;
  }

  static User user(Document document) {
    return new User(
        Fields.text(document, "_id"),
        Fields.text(document, "username"),
        document.getString("email"),
        Fields.text(document, "password_hash"),
        Set.copyOf(document.getList("roles", String.class)),
        document.getBoolean("enabled", false),
        Fields.instant(document, "created_at"),
        Fields.instant(document, "updated_at"),
        Fields.instant(document, "tokens_after"),
        Fields.number(document, "version"));
  }
}
