/** What a session has said, and what was said to it, on disk: bounded, checksummed, addressed by byte offset. */
@NullMarked
package dev.perdure.session.log;

import org.jspecify.annotations.NullMarked;
