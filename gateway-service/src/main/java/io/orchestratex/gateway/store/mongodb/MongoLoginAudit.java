package io.orchestratex.gateway.store.mongodb;

import com.mongodb.MongoException;
import io.orchestratex.gateway.identity.IdentitySettings;
import io.orchestratex.gateway.identity.LoginAudit;
import jakarta.inject.Singleton;
import java.util.Date;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sign-ins in the collection {@code login_audit}, and in the log when MongoDB takes none. */
@Singleton
final class MongoLoginAudit implements LoginAudit {

  private static final Logger LOG = LoggerFactory.getLogger(MongoLoginAudit.class);

  private final Collections collections;
  private final IdentitySettings settings;

  MongoLoginAudit(Collections collections, IdentitySettings settings) {
    this.collections = collections;
    this.settings = settings;
  }

  @Override
  public void note(Login login) {
    try {
      collections
          .loginAudit()
          .insertOne(
              new Document("at", Date.from(login.at()))
                  .append("username", login.username())
                  .append("user_id", login.userId())
                  .append("address", login.address())
                  .append("outcome", login.outcome())
                  .append("trace_id", login.traceId())
                  .append("expires_at", Date.from(login.at().plus(settings.keepAudit()))));
    } catch (MongoException e) {
      LOG.atWarn()
          .addKeyValue("username", login.username())
          .addKeyValue("address", login.address())
          .addKeyValue("outcome", login.outcome())
          .setCause(e)
          .log("sign-in could not be audited");
    }
  }
}
