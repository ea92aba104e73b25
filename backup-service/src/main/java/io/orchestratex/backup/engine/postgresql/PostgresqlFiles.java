package io.orchestratex.backup.engine.postgresql;

import io.orchestratex.backup.engine.Dump;
import io.orchestratex.backup.engine.DumpTarget;
import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.EngineAccess;
import io.orchestratex.backup.engine.LogSource;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.PhysicalBackup;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.engine.RecoveryOrder;
import io.orchestratex.backup.engine.ScratchFolder;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What is done with the files and the write-ahead log of a whole PostgreSQL. */
abstract class PostgresqlFiles implements PhysicalBackup, LogSource {

  private static final String KEPT =
      """
      SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)::bigint::text
      FROM pg_replication_slots WHERE slot_name = ? AND restart_lsn IS NOT NULL\
      """;

  private final ScratchPostgres scratch;

  PostgresqlFiles(ScratchPostgres scratch) {
    this.scratch = scratch;
  }

  @Override
  public Dump physicalDump(EngineAccess access, DumpTarget target, ProgressMonitor monitor)
      throws IOException {
    return new BaseBackup(PgServer.of(access), monitor).write(target);
  }

  @Override
  public String recoveryProgram(String serverVersion) {
    return scratch.sameProgram(serverVersion);
  }

  @Override
  public List<ObjectFact> recover(
      ScratchFolder folder,
      String serverVersion,
      DumpedFile file,
      InputStream content,
      RecoveryOrder order,
      ProgressMonitor monitor)
      throws IOException {
    return new Recovery(scratch.sameFolder(serverVersion), folder, monitor)
        .run(file, content, order);
  }

  @Override
  public void receive(
      EngineAccess access,
      String slot,
      @Nullable Piece last,
      Duration interval,
      Archive archive,
      ProgressMonitor monitor)
      throws IOException {
    new LogReceiver(PgServer.of(access), slot, last, interval, archive, monitor).run();
  }

  @Override
  public OptionalLong kept(EngineAccess access, String slot) {
    try (Connection connection = PgServer.of(access).connectBriefly()) {
      return PgServer.strings(connection, KEPT, slot).stream()
          .mapToLong(Long::parseLong)
          .findFirst();
    } catch (SQLException e) {
      throw PgServer.explained("PostgreSQL cannot be asked", e);
    }
  }

  @Override
  public void drop(EngineAccess access, String slot) {
    try (Connection connection = PgServer.of(access).connectBriefly()) {
      LogReceiver.drop(connection, slot);
    } catch (SQLException e) {
      throw PgServer.explained("the replication slot " + slot + " cannot be dropped", e);
    }
  }

  @Override
  public String position(long position) {
    return Lsn.text(position);
  }

  @Override
  public long position(String text) {
    return Lsn.of(text);
  }
}
