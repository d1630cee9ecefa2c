package dev.files.verification;

import dev.files.database.Database;
import dev.files.nodes.ActiveNodes;
import dev.files.settings.FrontSettings;
import dev.files.transfer.NodeCalls;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** What this package gives to the others. */
@ApplicationScoped
class VerificationBeans {
  @Produces
  @Singleton
  Verification verification(
      Database database, ActiveNodes nodes, NodeCalls calls, FrontSettings settings) {
    return new NodeVerification(database, nodes, calls, settings.writeQuorum());
  }
}
