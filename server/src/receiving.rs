use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use tonic::Status;

use crate::budget::Share;

/// What stands before a message: whether it is compressed, and its length.
const HEAD: usize = 5;

/// The body of a call. A message that is not whole yet is kept by whoever reads the body, and so is
/// counted here: whoever begins many and ends none would take all memory.
pub(crate) struct Receiving<B> {
    body: B,
    messages: Messages,
    share: Share,
    /// Bytes that the share has for the message under way.
    taken: usize,
}

impl<B> Receiving<B> {
    pub(crate) fn new(body: B, share: Share) -> Self {
        Self { body, messages: Messages::default(), share, taken: 0 }
    }

    /// # Errors
    /// When the messages that are not whole, of all calls, are too large together.
    fn count(&mut self, data: &[u8]) -> Result<(), Status> {
        let here = self.messages.advance(data);
        if here < self.taken || here == 0 {
            self.share.give_back();
            self.taken = 0;
        }
        self.share.take(here - self.taken)?;
        self.taken = here;
        Ok(())
    }
}

impl<B> Body for Receiving<B>
where
    B: Body<Data = Bytes> + Unpin,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let Some(frame) = ready!(Pin::new(&mut self.body).poll_frame(context)) else {
            return Poll::Ready(None);
        };
        let frame = frame.map_err(|error| Status::from_error(error.into()));
        Poll::Ready(Some(frame.and_then(|frame| {
            if let Some(data) = frame.data_ref() {
                self.count(data)?;
            }
            Ok(frame)
        })))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// Where in a message a body is.
#[derive(Debug, Default)]
struct Messages {
    /// The bytes of its length that are there, after the byte that says whether it is compressed.
    length: u32,
    /// What is there of the message, its head included.
    here: usize,
}

impl Messages {
    /// Goes on behind these bytes, and tells how much of the last message is there that is not whole.
    fn advance(&mut self, mut data: &[u8]) -> usize {
        while let Some((&byte, rest)) = data.split_first() {
            if self.here < HEAD {
                // The first byte is shifted out.
                self.length = self.length << 8 | u32::from(byte);
                self.here += 1;
                data = rest;
            } else {
                let missing = self.whole() - self.here;
                let taken = missing.min(data.len());
                self.here += taken;
                data = data.get(taken..).unwrap_or_default();
            }
            if self.here >= HEAD && self.here == self.whole() {
                *self = Self::default();
            }
        }
        self.here
    }

    fn whole(&self) -> usize {
        usize::try_from(self.length).unwrap_or(usize::MAX).saturating_add(HEAD)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::budget::Budget;

    fn message(length: u8) -> Vec<u8> {
        let mut message = vec![1, 0, 0, 0, length];
        message.resize(HEAD + usize::from(length), 0xff);
        message
    }

    #[test]
    fn messages_are_told_apart_however_they_are_cut() {
        let body = [message(0), message(3), message(200), message(0), message(1)].concat();
        let ends = [5, 13, 218, 223, 229];
        for size in [1, 2, 3, 7, 100, 1000] {
            let mut messages = Messages::default();
            let mut at = 0;
            for piece in body.chunks(size) {
                at += piece.len();
                let begin = ends.iter().rev().find(|end| **end <= at).copied().unwrap_or(0);
                assert_eq!(messages.advance(piece), at - begin, "{at} of pieces of {size}");
            }
        }
    }

    #[test]
    fn only_what_is_not_whole_is_counted() {
        let budget = Budget::new(4 * 1024);
        let mut one = Receiving::new(http_body_util::Empty::<Bytes>::new(), budget.share());
        let mut other = Receiving::new(http_body_util::Empty::<Bytes>::new(), budget.share());
        let head = [0, 0, 1, 0, 0]; // 64 KiB
        for _ in 0..3 {
            one.count(&head).unwrap();
            one.count(&[0; 3000]).unwrap();
            other.count(&message(7)).unwrap();
            other.count(&head).unwrap();
            let status = other.count(&[0; 2000]).unwrap_err();
            assert_eq!(status.message(), "Server Is Too Busy");
            // It ends here, for it is given up.
            other = Receiving::new(http_body_util::Empty::new(), budget.share());
            let status = one.count(&vec![0; 61_000]).unwrap_err();
            assert_eq!(status.code(), tonic::Code::Unavailable);
            one = Receiving::new(http_body_util::Empty::new(), budget.share());
        }
        one.count(&head).unwrap();
        one.count(&vec![0; 3000]).unwrap();
        // The message becomes whole, and what begins behind it counts alone.
        one.count(&[vec![0; 65_536 - 3000], message(9)[..10].to_vec()].concat()).unwrap();
        assert_eq!(one.taken, 10);
        other.count(&head).unwrap();
        other.count(&[0; 3000]).unwrap();
    }
}
