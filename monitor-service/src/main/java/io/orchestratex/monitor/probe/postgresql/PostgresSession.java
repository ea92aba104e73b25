package io.orchestratex.monitor.probe.postgresql;

import io.orchestratex.monitor.probe.Measurement;
import io.orchestratex.monitor.probe.Probe;
import io.orchestratex.monitor.probe.ProbeSettings;
import io.orchestratex.monitor.probe.Reason;
import io.orchestratex.monitor.probe.ReasonRules;
import io.orchestratex.monitor.probe.SampleBag;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One connection to one server, opened again after a failure. */
final class PostgresSession implements Probe.Session {

  private final PostgresAddress address;
  private final Databases databases = new Databases();
  private final StatementTimes statements = new StatementTimes();
  private final SlowFigures slow;
  private final TableRows tables;
  private @Nullable Connection connection;

  PostgresSession(PostgresAddress address, ProbeSettings settings) {
    this.address = address;
    this.slow = new SlowFigures(settings.slowInterval());
    this.tables = new TableRows(address, settings.slowInterval());
  }

  @Override
  public Measurement measure(Duration deadline) {
    try {
      if (connection == null) {
        connection = address.connect("", deadline);
      }
      Connection open = connection;
      SampleBag bag = new SampleBag();
      databases.read(open, bag);
      Activity.read(open, bag);
      Replication.read(open, bag);
      statements.read(open, bag);
      slow.read(open, bag);
      tables.read(open, deadline, bag);
      return bag.taken();
    } catch (SQLException e) {
      close();
      return ReasonRules.failed(e, PostgresSession::reason);
    } catch (IllegalArgumentException e) {
      // An address that cannot be read may be shown by the exception, with its password.
      return new Measurement.Failed(
          Reason.PARSE, "the address is not valid; expected " + PostgresAddress.FORM);
    }
  }

  private static Optional<Reason> reason(Throwable fault) {
    if (!(fault instanceof SQLException e) || e.getSQLState() == null) {
      return Optional.empty();
    }
    String state = e.getSQLState();
    if (String.valueOf(e.getMessage()).contains("does not support SSL")) {
      return Optional.of(Reason.TLS);
    }
    if (state.startsWith("28") || state.equals("42501")) {
      return Optional.of(Reason.AUTH);
    }
    if (state.equals("57014") || state.equals("55P03")) {
      return Optional.of(Reason.TIMEOUT);
    }
    if (state.startsWith("57P") || state.equals("53300") || state.equals("3D000")) {
      return Optional.of(Reason.CONNECT);
    }
    return state.startsWith("42") || state.startsWith("22")
        ? Optional.of(Reason.PARSE)
        : Optional.empty();
  }

  @Override
  public void close() {
    if (connection != null) {
      try {
        connection.close();
      } catch (SQLException e) {
        // The server is gone, and the connection with it.
      }
      connection = null;
    }
  }
}
