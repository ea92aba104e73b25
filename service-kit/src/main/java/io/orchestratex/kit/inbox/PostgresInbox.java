package io.orchestratex.kit.inbox;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Remembers applied events in the table {@code inbox}. */
public final class PostgresInbox {

  private PostgresInbox() {}

  /**
   * Notes the event in the open transaction; false when it was applied before and must be skipped.
   */
  public static boolean firstTime(Connection connection, String consumer, String eventId)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO inbox (consumer, event_id) VALUES (?, ?) ON CONFLICT DO NOTHING")) {
      insert.setString(1, consumer);
      insert.setString(2, eventId);
      return insert.executeUpdate() == 1;
    }
  }
}
