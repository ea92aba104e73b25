/** What others may see at once: sessions' owners and states, agents' changes. */
@NullMarked
package io.orchestratex.session.store.redis;

import org.jspecify.annotations.NullMarked;
