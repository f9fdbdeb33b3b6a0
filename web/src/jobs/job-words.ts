import { createPageText } from '#language/page-text.ts';

export const useJobText = createPageText({
  en: {
    title: 'Jobs',
    explain: 'What waits to be read, what is being read, and what was given up after every retry failed.',
    states: { dead: 'Given up', queued: 'Waiting', running: 'Running' },
    nothing: {
      dead: 'Nothing was given up.',
      queued: 'Nothing waits.',
      running: 'Nothing is being worked on right now.',
    },
    document: 'Document',
    deleted: 'Deleted meanwhile',
    cause: 'Cause',
    attempts: 'Attempts',
    since: 'Since',
    due: 'Due',
    retry: 'Retry',
    retried: 'Tried again since',
    open: 'Open',
  },
  th: {
    title: 'งาน',
    explain: 'งานที่รออ่าน กำลังอ่าน และที่เลิกพยายามหลังลองซ้ำทุกครั้งไม่สำเร็จ',
    states: { dead: 'เลิกพยายาม', queued: 'รอ', running: 'กำลังทำ' },
    nothing: {
      dead: 'ไม่มีงานที่เลิกพยายาม',
      queued: 'ไม่มีงานที่รออยู่',
      running: 'ตอนนี้ไม่มีงานที่กำลังทำ',
    },
    document: 'เอกสาร',
    deleted: 'ถูกลบแล้ว',
    cause: 'สาเหตุ',
    attempts: 'จำนวนครั้ง',
    since: 'ตั้งแต่',
    due: 'ถึงเวลา',
    retry: 'ลองใหม่',
    retried: 'ลองใหม่แล้ว',
    open: 'เปิด',
  },
});
